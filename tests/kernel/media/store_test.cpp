#include "kernel/media/store.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <fstream>
#include <thread>

#include "kernel/media/disk/disk_store.hpp"
#include "kernel/media/s3/s3_store.hpp"
#include "support/s3_server.hpp"
#include "support/scratch_folder.hpp"

namespace kontor::media {
namespace {

namespace fs = std::filesystem;
using test::S3Server;

Deadline soon() {
  return Deadline::after(std::chrono::seconds(20));
}

Name name_of(std::string_view bytes) {
  return Name::of(bytes, Format::png);
}

// What every store promises.
void keep_promises(Store& store) {
  const std::string bytes = "not really a picture, but all of its bytes \0\xff" + std::string(100'000, 'x');
  const auto name = name_of(bytes);
  CHECK(store.size(name, soon()).error().kind == ErrorKind::not_found);
  CHECK(store.get(name, std::nullopt, soon()).error().kind == ErrorKind::not_found);
  CHECK(store.remove(name, soon()));
  for (int twice = 0; twice < 2; ++twice) REQUIRE(store.put(name, bytes, soon()));
  CHECK(store.size(name, soon()).value() == bytes.size());
  CHECK(store.get(name, std::nullopt, soon()).value() == bytes);
  CHECK(store.get(name, Store::Piece{4, 6}, soon()).value() == "really");
  CHECK(store.get(name, Store::Piece{bytes.size() - 3, 3}, soon()).value() == "xxx");
  CHECK(store.size(name.in_size(Size::small), soon()).error().kind == ErrorKind::not_found);
  REQUIRE(store.put(name.in_size(Size::small), "s", soon()));
  CHECK(store.remove(name, soon()));
  CHECK(store.size(name, soon()).error().kind == ErrorKind::not_found);
  CHECK(store.get(name.in_size(Size::small), std::nullopt, soon()).value() == "s");
}

struct Bucket {
  explicit Bucket(void (*change)(MediaSettings&) = [](MediaSettings&) {}) {
    settings.store = StoreKind::s3;
    settings.s3.endpoint = server.url();
    settings.s3.region = S3Server::kRegion;
    settings.s3.bucket = S3Server::kBucket;
    settings.s3.prefix = "pictures/";
    settings.s3.access_key = S3Server::kAccessKey;
    settings.s3.secret_key = S3Server::kSecretKey;
    settings.s3.calls.retry_base_ms = 1;
    settings.s3.calls.retry_cap_ms = 2;
    change(settings);
    REQUIRE(check(settings));
    store = open_store(settings, "", {clock, log, metrics, {}});
  }

  S3Server server;
  MediaSettings settings;
  SystemClock clock;
  telemetry::Log log{{.level = telemetry::LogLevel::off}};
  telemetry::Metrics metrics;
  std::unique_ptr<Store> store;
};

std::vector<fs::path> files_below(const fs::path& folder) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (entry.is_regular_file()) files.push_back(fs::relative(entry.path(), folder));
  }
  return files;
}

}  // namespace

TEST_CASE("both stores keep what they are given, by its name") {
  SECTION("a disk") {
    const test::ScratchFolder folder;
    DiskStore store(folder.path() / "media");
    keep_promises(store);
    CHECK(files_below(folder.path()).size() == 1);
  }
  SECTION("a bucket") {
    Bucket bucket;
    keep_promises(*bucket.store);
    const auto objects = bucket.server.objects();
    REQUIRE(objects.size() == 1);
    CHECK(objects.begin()->first.starts_with("/shop-media/pictures/"));
  }
}

TEST_CASE("files of a disk lie in folders by their hash, and what was left unfinished goes") {
  const test::ScratchFolder folder;
  DiskStore store(folder.path());
  fs::create_directories(folder.path() / "unfinished");
  const auto left = folder.path() / "unfinished" / "left";
  std::ofstream(left) << "half";
  fs::last_write_time(left, fs::file_time_type::clock::now() - std::chrono::hours(2));
  const auto name = name_of("a");
  REQUIRE(store.put(name, "a", soon()));
  const std::string hash(name.hash());
  CHECK(files_below(folder.path()) ==
        std::vector<fs::path>{fs::path(hash.substr(0, 2)) / hash.substr(2, 2) / (hash + ".png")});
}

TEST_CASE("a disk that cannot be written says so, and has nothing half-written") {
  const test::ScratchFolder folder;
  std::ofstream(folder.path() / "file") << "in the way";
  DiskStore store(folder.path() / "file");
  const auto done = store.put(name_of("a"), "a", soon());
  REQUIRE_FALSE(done);
  CHECK(done.error().kind == ErrorKind::unavailable);
  CHECK(store.get(name_of("a"), std::nullopt, soon()).error().kind == ErrorKind::not_found);
}

TEST_CASE("many who put the same picture have it once, whole") {
  const test::ScratchFolder folder;
  DiskStore store(folder.path());
  const std::string bytes(300'000, 'p');
  std::vector<std::thread> putters;
  std::atomic<int> wrong = 0;
  for (int i = 0; i < 4; ++i) {
    putters.emplace_back([&] {
      for (int round = 0; round < 5; ++round) {
        if (!store.put(name_of(bytes), bytes, soon())) ++wrong;
        const auto read = store.get(name_of(bytes), std::nullopt, soon());
        if (!read || *read != bytes) ++wrong;
      }
    });
  }
  for (auto& putter : putters) putter.join();
  CHECK(wrong == 0);
  CHECK(files_below(folder.path()).size() == 1);
}

TEST_CASE("a bucket that is away for a moment is asked again, and one that stays away is given up") {
  Bucket bucket([](MediaSettings& settings) {
    settings.s3.calls.retries = 2;
    settings.s3.calls.retry_percent = 100;
  });
  bucket.server.fail(1);
  CHECK(bucket.store->put(name_of("a"), "a", soon()));
  CHECK(bucket.server.requests() == 2);
  bucket.server.fail(100);
  const auto done = bucket.store->put(name_of("b"), "b", soon());
  REQUIRE_FALSE(done);
  CHECK(done.error().kind == ErrorKind::unavailable);
}

TEST_CASE("a bucket that does not know the key refuses, and the key is not told to anybody") {
  Bucket bucket([](MediaSettings& settings) { settings.s3.secret_key = "another"; });
  const auto done = bucket.store->put(name_of("a"), "a", soon());
  REQUIRE_FALSE(done);
  CHECK(done.error().code == "media_store_refused");
  CHECK(done.error().detail.find("another") == std::string::npos);
  CHECK(bucket.server.requests() == 1);
}

TEST_CASE("a bucket that clients can reach says where") {
  Bucket bucket([](MediaSettings& settings) { settings.s3.public_url = "https://cdn.example.com/m/"; });
  const auto name = name_of("a");
  CHECK(bucket.store->public_url(name) == "https://cdn.example.com/m/pictures/" + name.str());
  CHECK_FALSE(Bucket().store->public_url(name));
}

TEST_CASE("settings of a bucket that cannot work are named, all of them") {
  MediaSettings settings;
  CHECK(check(settings));
  settings.store = StoreKind::s3;
  settings.s3.endpoint = "https://s3.example.com/path";
  settings.s3.bucket = "../x";
  settings.s3.prefix = "/y";
  settings.s3.public_url = "ftp://x";
  const auto checked = check(settings);
  REQUIRE_FALSE(checked);
  std::vector<std::string> keys;
  for (const auto& problem : checked.error().fields) keys.push_back(problem.pointer);
  CHECK(keys == std::vector<std::string>{"media.s3.endpoint", "media.s3.bucket", "media.s3.prefix",
                                         "media.s3.access_key", "media.s3.secret_key", "media.s3.public_url"});
}

}  // namespace kontor::media
