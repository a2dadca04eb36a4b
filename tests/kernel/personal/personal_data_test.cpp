#include "kernel/personal/personal_data.hpp"

#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <latch>
#include <thread>

#include "kernel/db/errors.hpp"
#include "kernel/db/pool.hpp"
#include "kernel/json/json.hpp"
#include "support/eventually.hpp"
#include "support/house_migrations.hpp"
#include "support/test_database.hpp"

namespace kontor::personal {
namespace {

struct OrderPlaced {
  Sealed email;
  std::int64_t total = 0;
};
KONTOR_DESCRIBE(OrderPlaced, email, total)

constexpr std::array<embedded::File, 1> kFiles = {{{"till/0001_sales.sql", "create table till.sale (id bigint);"}}};
constexpr std::array<std::string_view, 1> kModules = {"till"};

struct House {
  kontor::test::TestDatabase database{kontor::test::kernel_migrations_with(kFiles, kModules)};
  telemetry::Log log{telemetry::LogSettings{.level = telemetry::LogLevel::off}};
  telemetry::Metrics metrics;
  db::Pool pool{database.settings(), log, metrics};
  db::Database till{pool, "till"};
  PersonalData personal;

  // What `body` gives, in a transaction of the till.
  template <class Body>
  auto transact(Body body) {
    return till.transact([&](db::Tx& tx) -> Result<std::invoke_result_t<Body, db::Tx&>> { return body(tx); }).value();
  }
  Sealed seal(const Person& person, std::string_view plain) {
    return transact([&](db::Tx& tx) { return personal.seal(tx, person, plain); });
  }
  std::optional<std::string> open(const Sealed& sealed) {
    return transact([&](db::Tx& tx) { return personal.open_all(tx, {&sealed, 1}); }).at(0);
  }
  bool erase(const Person& person) {
    return transact([&](db::Tx& tx) { return personal.erase(tx, person); });
  }
  std::string number_of_keys() const { return database.run_sql("select count(*) from kernel.person_key"); }
};

const Person kAnn = Person::guest("ann@example.org");
const Person kBob = Person::user(*Uuid::parse("018f6b2e-7c1a-7d3e-9f00-5b1d2c3a4e5f"));

TEST_CASE_METHOD(House, "what was sealed for a person opens again") {
  for (const std::string& plain : {std::string("Ann Ödegård"), std::string(), std::string(5000, 'x')}) {
    CHECK(open(seal(kAnn, plain)) == plain);
  }
  CHECK(number_of_keys() == "1");
}

TEST_CASE_METHOD(House, "an erased person's data does not open, and what is sealed later has another key") {
  const auto before = seal(kAnn, "ann@example.org");
  const auto of_bob = seal(kBob, "bob@example.org");
  CHECK(erase(kAnn));
  CHECK_FALSE(open(before));
  CHECK(open(of_bob) == "bob@example.org");
  CHECK_FALSE(erase(kAnn));
  const auto after = seal(kAnn, "ann@example.org");
  CHECK(after.key_id != before.key_id);
  CHECK(open(after) == "ann@example.org");
  CHECK_FALSE(open(before));
}

TEST_CASE_METHOD(House, "an erasure that is rolled back did not happen") {
  const auto sealed = seal(kAnn, "Ann");
  const auto rolled_back = till.transact([&](db::Tx& tx) -> Result<void> {
    personal.erase(tx, kAnn);
    return conflict("changed_mind", "Not yet.");
  });
  CHECK_FALSE(rolled_back.ok());
  CHECK(open(sealed) == "Ann");
}

TEST_CASE_METHOD(House, "an erasure reaches the first key of a person whose transaction is still under way") {
  std::latch sealing(1);
  Sealed sealed;
  std::jthread seller([&] {
    transact([&](db::Tx& tx) {
      sealed = personal.seal(tx, kAnn, "Ann");
      sealing.count_down();
      const auto waits =
          "select count(*) from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()";
      return kontor::test::eventually([&] { return database.run_sql(waits) != "0"; }, std::chrono::seconds(2));
    });
  });
  sealing.wait();
  CHECK(erase(kAnn));
  seller.join();
  CHECK_FALSE(open(sealed));
  CHECK(number_of_keys() == "0");
}

TEST_CASE_METHOD(House, "another person's key does not open it, and changed texts are as erased") {
  const auto of_ann = seal(kAnn, "Ann");
  auto moved = of_ann;
  moved.key_id = seal(kBob, "Bob").key_id;
  CHECK_FALSE(open(moved));
  for (std::size_t at = 0; at < of_ann.ciphertext.size(); ++at) {
    auto changed = of_ann;
    changed.ciphertext[at] = static_cast<char>(changed.ciphertext[at] ^ 1);
    CHECK_FALSE(open(changed));
  }
  CHECK_FALSE(open({of_ann.key_id, ""}));
  CHECK_FALSE(open(Sealed{}));
}

TEST_CASE_METHOD(House, "an address is the same person however it is written, and no user") {
  const auto key_of = [&](const Person& person) { return seal(person, "").key_id; };
  CHECK(key_of(Person::guest(" Ann@Example.ORG ")) == key_of(kAnn));
  CHECK(key_of(Person::guest("anne@example.org")) != key_of(kAnn));
  CHECK(key_of(Person::guest("018f6b2e-7c1a-7d3e-9f00-5b1d2c3a4e5f")) != key_of(kBob));
}

TEST_CASE_METHOD(House, "many persons are sealed and opened in one statement each, in their order") {
  std::vector<Person> persons;
  for (int i = 0; i < 500; ++i) persons.push_back(Person::guest("guest" + std::to_string(i % 250) + "@example.org"));
  std::vector<Sealed> sealed;
  transact([&](db::Tx& tx) {
    const auto keys = personal.keys(tx, persons);
    for (std::size_t i = 0; i < keys.size(); ++i) sealed.push_back(keys[i].seal("guest " + std::to_string(i)));
    return true;
  });
  CHECK(number_of_keys() == "250");
  erase(persons[3]);
  const auto opened = personal.open_all(till, sealed).value();
  REQUIRE(opened.size() == 500);
  for (std::size_t i = 0; i < opened.size(); ++i) {
    CHECK(opened[i] == (i % 250 == 3 ? std::nullopt : std::optional("guest " + std::to_string(i))));
  }
  CHECK(personal.open_all(till, {}).value().empty());
}

TEST_CASE_METHOD(House, "transactions that meet a new person at the same time agree on one key") {
  constexpr int kThreads = 8;
  for (int round = 0; round < 20; ++round) {
    // Each in an order of its own, so that they would wait crosswise.
    std::vector<Person> persons = {Person::guest("a" + std::to_string(round)),
                                   Person::guest("b" + std::to_string(round)),
                                   Person::guest("c" + std::to_string(round))};
    std::array<std::vector<Sealed>, kThreads> sealed;
    std::latch start(kThreads);
    std::vector<std::jthread> threads;
    for (int thread = 0; thread < kThreads; ++thread) {
      threads.emplace_back([&, thread] {
        auto mine = persons;
        if (thread % 2 == 1) std::reverse(mine.begin(), mine.end());
        start.arrive_and_wait();
        sealed[static_cast<std::size_t>(thread)] = transact([&](db::Tx& tx) {
          std::vector<Sealed> made;
          for (const auto& key : personal.keys(tx, mine)) made.push_back(key.seal("x"));
          if (thread % 2 == 1) std::reverse(made.begin(), made.end());
          return made;
        });
      });
    }
    threads.clear();
    for (const auto& one : sealed) {
      for (std::size_t i = 0; i < persons.size(); ++i) CHECK(one.at(i).key_id == sealed[0].at(i).key_id);
    }
  }
  CHECK(number_of_keys() == "60");
}

TEST_CASE_METHOD(House, "a message carries one string, and neither the log nor the keys' table tells the address") {
  const auto message = OrderPlaced{seal(kAnn, "ann@example.org"), 1999};
  const auto payload = json::to_json(message);
  CHECK(json::read<OrderPlaced>(payload).value().email == message.email);
  transact([&](db::Tx& tx) {
    tx.execute(
        "select bus.append('{1}', '{0}', array[gen_random_uuid()], '{order}', '{1}', '{ordering.order_placed}', '{1}',"
        " array[now()], array['{}'::jsonb], array[$1::jsonb])",
        db::JsonText{payload});
    return true;
  });
  const auto logged = database.run_sql("select string_agg(event::text, ' ') from bus.event");
  CHECK(logged.find(message.email.str()) != std::string::npos);
  const auto keys = database.run_sql(
      "select string_agg(known::text || encode(subject, 'escape') || encode(wrapped_key, 'escape'), ' ')"
      " from kernel.person_key known");
  for (const char* trace : {"ann@", "example"}) {
    CHECK(logged.find(trace) == std::string::npos);
    CHECK(keys.find(trace) == std::string::npos);
  }
}

TEST_CASE("sealed data has one spelling, and anything else is refused") {
  const Sealed sealed{Uuid::generate(), "\x01\x02\xff"};
  CHECK(Sealed::parse(sealed.str()) == sealed);
  CHECK(Sealed::parse(Sealed{}.str()) == Sealed{});
  for (const char* text : {"", ".", "AAAA", "018f6b2e-7c1a-7d3e-9f00-5b1d2c3a4e5f", "018f6b2e.AAAA",
                           "018f6b2e-7c1a-7d3e-9f00-5b1d2c3a4e5f.A", "018f6b2e-7c1a-7d3e-9f00-5b1d2c3a4e5f.AA==",
                           "018f6b2e-7c1a-7d3e-9f00-5b1d2c3a4e5f.AAAA.AAAA"}) {
    INFO(text);
    CHECK_FALSE(Sealed::parse(text));
  }
}

TEST_CASE_METHOD(House, "with a master key the table alone opens nothing, and without it nobody counts as erased") {
  const auto older = seal(kBob, "Bob");
  personal = PersonalData(crypto::KeyWrap(crypto::Key::random()));
  const auto sealed = seal(kAnn, "Ann");
  CHECK(open(sealed) == "Ann");
  CHECK(open(older) == "Bob");
  personal = PersonalData();
  CHECK_THROWS_AS(open(sealed), crypto::WrongMasterKey);
  CHECK_THROWS_AS(seal(kAnn, "Ann"), crypto::WrongMasterKey);
}

TEST_CASE_METHOD(House, "a module reaches the keys through the kernel's functions only") {
  seal(kAnn, "Ann");
  for (const char* statement :
       {"select id from kernel.person_key", "delete from kernel.person_key", "select salt from kernel.person_salt"}) {
    INFO(statement);
    try {
      transact([&](db::Tx& tx) { return tx.execute(statement); });
      FAIL("the server let it pass");
    } catch (const db::StatementFailed& failure) {
      CHECK(failure.sqlstate() == "42501");
    }
  }
}

}  // namespace
}  // namespace kontor::personal
