#include "kernel/core/ids.hpp"

#include <catch2/catch.hpp>
#include <chrono>
#include <set>
#include <thread>
#include <vector>

namespace kontor {
namespace {

struct PrefixTag {
  static constexpr std::string_view kPrefix = "prefix";
};
using PrefixId = Id<PrefixTag>;

struct KnownId {
  std::string base32;
  std::string uuid;
};

// The valid cases of the TypeID specification.
const KnownId kKnownIds[] = {
    {"00000000000000000000000000", "00000000-0000-0000-0000-000000000000"},
    {"00000000000000000000000001", "00000000-0000-0000-0000-000000000001"},
    {"0000000000000000000000000a", "00000000-0000-0000-0000-00000000000a"},
    {"0000000000000000000000000g", "00000000-0000-0000-0000-000000000010"},
    {"00000000000000000000000010", "00000000-0000-0000-0000-000000000020"},
    {"7zzzzzzzzzzzzzzzzzzzzzzzzz", "ffffffff-ffff-ffff-ffff-ffffffffffff"},
    {"0123456789abcdefghjkmnpqrs", "0110c853-1d09-52d8-d73e-1194e95b5f19"},
    {"01h455vb4pex5vsknk084sn02q", "01890a5d-ac96-774b-bcce-b302099a8057"},
};

TEST_CASE("an id reads and writes as the TypeID specification has it") {
  for (const auto& known : kKnownIds) {
    CAPTURE(known.base32, known.uuid);
    const auto uuid = Uuid::parse(known.uuid);
    REQUIRE(uuid);
    CHECK(uuid->str() == known.uuid);
    CHECK(encode_base32(*uuid) == known.base32);
    CHECK(decode_base32(known.base32) == uuid);
    CHECK(PrefixId(*uuid).str() == "prefix_" + known.base32);
    CHECK(PrefixId::parse("prefix_" + known.base32) == PrefixId(*uuid));
  }
}

TEST_CASE("what is not exactly an id of this type is refused") {
  const std::string text = GENERATE(as<std::string>{},
                                    "",                                   //
                                    "prefix",                             //
                                    "prefix_",                            //
                                    "01h455vb4pex5vsknk084sn02q",         // no prefix
                                    "other_01h455vb4pex5vsknk084sn02q",   // another length of prefix
                                    "prefiy_01h455vb4pex5vsknk084sn02q",  // another prefix
                                    "PREFIX_01h455vb4pex5vsknk084sn02q",  //
                                    "prefix-01h455vb4pex5vsknk084sn02q",  //
                                    "prefix_01H455VB4PEX5VSKNK084SN02Q",  // upper case
                                    "prefix_01h455vb4pex5vsknk084sn02",   // too short
                                    "prefix_01h455vb4pex5vsknk084sn02qq",
                                    "prefix_81h455vb4pex5vsknk084sn02q",  // more than 128 bits
                                    "prefix_z1h455vb4pex5vsknk084sn02q",  //
                                    "prefix_01h455vb4pex5vsknk084sn02i",  // not digits: i, l, o, u
                                    "prefix_01h455vb4pex5vsknk084sn02l",  //
                                    "prefix_01h455vb4pex5vsknk084sn02o",  //
                                    "prefix_01h455vb4pex5vsknk084sn02u",  //
                                    "prefix_01h455vb4pex5vsknk084sn02-",  //
                                    "prefix_01h455vb4pex5vsknk084sn0\xc3\xa9", " prefix_01h455vb4pex5vsknk084sn02q",
                                    "prefix_01h455vb4pex5vsknk084sn02q ");
  CAPTURE(text);
  CHECK_FALSE(PrefixId::parse(text));
}

TEST_CASE("a uuid is read in either case and in one form only") {
  CHECK(Uuid::parse("01890A5D-AC96-774B-BCCE-B302099A8057") == Uuid::parse("01890a5d-ac96-774b-bcce-b302099a8057"));
  const std::string text = GENERATE(as<std::string>{}, "", "01890a5dac96774bbcceb302099a8057",
                                    "01890a5d-ac96-774b-bcce-b302099a805", "01890a5d-ac96-774b-bcce-b302099a80577",
                                    "01890a5d-ac96-774b-bcce-b302099a805g", "01890a5da-c96-774b-bcce-b302099a8057",
                                    "{1890a5d-ac96-774b-bcce-b302099a805}", "01890a5d-ac96-774b-bcce-b302099a80 7");
  CAPTURE(text);
  CHECK_FALSE(Uuid::parse(text));
}

TEST_CASE("a version 7 uuid is laid out as in RFC 9562") {
  // The example of its appendix A.6: 2022-02-22 14:22:22 -05:00.
  const auto uuid = Uuid::v7(0x017f22e279b0, 0xcc3, 0x18c4dc0c0c07398f);
  CHECK(uuid.str() == "017f22e2-79b0-7cc3-98c4-dc0c0c07398f");
  CHECK(Uuid::v7(0x017f22e279b0, 0xfffffffffffffcc3, 0xd8c4dc0c0c07398f) == uuid);
}

TEST_CASE("ids made by one thread ascend, in text as in bytes") {
  auto last = PrefixId::generate();
  for (int i = 0; i < 200'000; ++i) {
    const auto next = PrefixId::generate();
    if (next <= last || next.str() <= last.str()) FAIL(last.str() << " was followed by " << next.str());
    last = next;
  }
}

TEST_CASE("a generated id carries the time it was made at") {
  const auto now_ms = [] {
    const auto since_epoch = std::chrono::system_clock::now().time_since_epoch();
    return std::chrono::duration_cast<std::chrono::milliseconds>(since_epoch).count();
  };
  const auto before = now_ms();
  Uuid uuid;
  // A thread of its own has no busy millisecond to count on from.
  std::thread([&] { uuid = Uuid::generate(); }).join();
  std::int64_t made_at = 0;
  for (std::size_t i = 0; i < 6; ++i) made_at = made_at << 8 | uuid.bytes()[i];
  CHECK((uuid.bytes()[6] >> 4) == 7);
  CHECK((uuid.bytes()[8] >> 6) == 0b10);
  CHECK(made_at >= before);
  CHECK(made_at <= now_ms());
}

TEST_CASE("threads do not make the same ids") {
  constexpr std::size_t kPerThread = 20'000;
  std::vector<std::vector<Uuid>> made(4);
  std::vector<std::thread> threads;
  for (auto& mine : made) {
    threads.emplace_back([&mine] {
      for (std::size_t i = 0; i < kPerThread; ++i) mine.push_back(Uuid::generate());
    });
  }
  for (auto& thread : threads) thread.join();
  std::set<Uuid> all;
  for (const auto& mine : made) all.insert(mine.begin(), mine.end());
  CHECK(all.size() == made.size() * kPerThread);
}

TEST_CASE("an id that was never set is nil") {
  CHECK(PrefixId().uuid().is_nil());
  CHECK_FALSE(PrefixId::generate().uuid().is_nil());
}

}  // namespace
}  // namespace kontor
