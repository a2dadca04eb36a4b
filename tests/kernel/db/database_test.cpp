#include "kernel/db/database.hpp"

#include <catch2/catch.hpp>

#include "kernel/db/house.hpp"

using namespace kontor;
using namespace kontor::test;

namespace {

struct ItemTag {
  static constexpr std::string_view kPrefix = "item";
};
using ItemId = Id<ItemTag>;

constexpr std::string_view kInsert = "insert into shelf.item (id, name, quantity) values ($1, $2, $3)";

Result<void> put(House& house, std::string_view name, int quantity) {
  return house.shelf.transact([&](db::Tx& tx) -> Result<void> {
    tx.execute(kInsert, ItemId::generate(), name, quantity);
    return {};
  });
}

std::string names(House& house) {
  return text_of(house.shelf.read("select coalesce(string_agg(name, ',' order by name), '') as names from shelf.item"),
                 "names");
}

}  // namespace

TEST_CASE("a committed transaction is there, one that returns an error or throws is not") {
  House house;
  REQUIRE(put(house, "pen", 1).ok());
  auto refused = house.shelf.transact([&](db::Tx& tx) -> Result<int> {
    tx.execute(kInsert, ItemId::generate(), "ink", 1);
    return conflict("sold_out", "");
  });
  CHECK(refused.error().code == "sold_out");
  const auto buggy = [&] {
    return house.shelf.transact([&](db::Tx& tx) -> Result<int> {
      tx.execute(kInsert, ItemId::generate(), "nib", 1);
      throw std::logic_error("a bug");
    });
  };
  CHECK_THROWS_AS(buggy(), std::logic_error);
  CHECK(names(house) == "pen");
}

TEST_CASE("a transaction returns what its body returned") {
  House house;
  const auto answer = house.shelf.transact([](db::Tx& tx) -> Result<std::int32_t> {
    return tx.query("select $1::int + 1 as n", 41).one().get<std::int32_t>("n");
  });
  REQUIRE(answer.ok());
  CHECK(answer.value() == 42);
}

TEST_CASE("posted statements travel with the commit, in order, and tell there what went wrong") {
  House house;
  const auto id = ItemId::generate();
  const auto done = house.shelf.transact([&](db::Tx& tx) -> Result<void> {
    tx.post(kInsert, id, "pen", 1);
    tx.post("update shelf.item set quantity = quantity * 10 where id = $1", id);
    tx.post("update shelf.item set quantity = quantity + 5 where id = $1", id);
    return {};
  });
  REQUIRE(done.ok());
  CHECK(house.run_sql("select quantity from shelf.item") == "15");

  const auto twice = [&] {
    return house.shelf.transact([&](db::Tx& tx) -> Result<void> {
      tx.post(kInsert, ItemId::generate(), "ink", 1);
      tx.post(kInsert, ItemId::generate(), "pen", 1);
      return {};
    });
  };
  CHECK_THROWS_AS(twice(), db::Violation);
  CHECK(names(house) == "pen");
}

TEST_CASE("what was posted and not committed is gone") {
  House house;
  auto refused = house.shelf.transact([&](db::Tx& tx) -> Result<void> {
    tx.post(kInsert, ItemId::generate(), "pen", 1);
    tx.post("insert into shelf.item (id) values (null)");
    return conflict("no", "");
  });
  CHECK(refused.error().code == "no");
  CHECK(names(house) == "");
}

TEST_CASE("broken rules of the data come with their kind and the constraint's name") {
  House house;
  REQUIRE(put(house, "pen", 1).ok());
  struct Row {
    std::string name;
    int quantity;
    db::Violation::Kind kind;
    std::string constraint;
  };
  for (const auto& row : {Row{"pen", 1, db::Violation::Kind::unique, "item_name_unique"},
                          Row{"ink", -1, db::Violation::Kind::check, "item_quantity_positive"}}) {
    try {
      (void)put(house, row.name, row.quantity);
      FAIL("no violation");
    } catch (const db::Violation& violation) {
      CHECK(violation.kind() == row.kind);
      CHECK(violation.constraint() == row.constraint);
    }
  }
}

TEST_CASE("every value comes back as it was sent") {
  House house;
  const auto id = ItemId::generate();
  const auto moment = *parse_timestamp("2026-03-01T09:30:00.123456Z");
  const auto euro = *Currency::parse("EUR");
  const db::Bytes bytes = {0, 1, 255, '\\', 0};
  const std::vector<std::string> texts = {"", "a,b", "\"q\"", "back\\slash", "NULL", "{x}", "ü"};
  const std::vector<std::int64_t> numbers = {1, -2};
  const auto rows = house.shelf.read(
      "select $1::smallint as i16, $2::int as i32, $3::bigint as i64, $4::boolean as yes, $5::float8 as ratio,"
      " $6::text as text, $7::uuid as id, $8::timestamptz as moment, $9::char(3) as currency, $10::jsonb as doc,"
      " $11::bytea as bytes, $12::text[] as texts, $13::bigint[] as numbers, $14::uuid[] as ids, $15::text as nothing,"
      " $16::int as none",
      std::int16_t{-7}, 2147483647, std::int64_t{-9223372036854775807}, true, 0.1, "käse 'n' \"brot\" :x $1", id,
      moment, euro, db::JsonText{R"({"a": 1})"}, bytes, texts, numbers, std::vector{id}, std::nullopt,
      std::optional<int>());
  REQUIRE(rows.ok());
  const auto row = rows.value().one();
  CHECK(row.get<std::int16_t>("i16") == -7);
  CHECK(row.get<std::int32_t>("i32") == 2147483647);
  CHECK(row.get<std::int64_t>("i64") == -9223372036854775807);
  CHECK(row.get<bool>("yes"));
  CHECK(row.get<double>("ratio") == 0.1);
  CHECK(row.get<std::string>("text") == "käse 'n' \"brot\" :x $1");
  CHECK((row.get<ItemId>("id") == id));
  CHECK((row.get<Timestamp>("moment") == moment));
  CHECK((row.get<Currency>("currency") == euro));
  CHECK(row.get<db::JsonText>("doc").text == R"({"a": 1})");
  CHECK(row.get<db::Bytes>("bytes") == bytes);
  CHECK(row.get<std::vector<std::string>>("texts") == texts);
  CHECK(row.get<std::vector<std::int64_t>>("numbers") == numbers);
  CHECK((row.get<std::vector<ItemId>>("ids") == std::vector{id}));
  CHECK_FALSE(row.get<std::optional<std::string>>("nothing").has_value());
  CHECK_FALSE(row.get<std::optional<std::int32_t>>("none").has_value());
}

TEST_CASE("reading a column as something it is not is a bug that says so") {
  House house;
  const auto rows = house.shelf.read("select 1::bigint as n, null::text as nothing, now()::timestamp as zoneless");
  REQUIRE(rows.ok());
  const auto row = rows.value().one();
  CHECK_THROWS_WITH(row.get<std::string>("missing"), Catch::Contains("missing"));
  CHECK_THROWS_WITH(row.get<std::string>("nothing"), Catch::Contains("nothing is NULL"));
  CHECK_THROWS_AS(row.get<std::int32_t>("n"), db::StatementFailed);
  CHECK_THROWS_AS(row.get<std::string>("n"), db::StatementFailed);
  CHECK_THROWS_AS(row.get<Timestamp>("zoneless"), db::StatementFailed);
  CHECK_THROWS_AS(house.shelf.read("select 1 as n where false").value().one(), db::StatementFailed);
  CHECK_FALSE(house.shelf.read("select 1 as n where false").value().maybe_one().has_value());
}

TEST_CASE("a text with a NUL byte is refused, not cut") {
  House house;
  CHECK_THROWS_AS(house.shelf.read("select $1::text as text", std::string("a\0b", 3)), db::StatementFailed);
}

TEST_CASE("rows are copied in in bulk, and none of them when one is wrong") {
  House house;
  const auto copy = [&](int wrong_at) {
    return house.shelf.transact([&](db::Tx& tx) -> Result<std::uint64_t> {
      int made = 0;
      return tx.copy_in("copy shelf.item (id, name, quantity) from stdin", [&](std::string& rows) {
        if (made == 1000) return false;
        ++made;
        rows += Uuid::generate().str() + "\titem " + std::to_string(made) + '\t';
        rows += made == wrong_at ? "x\n" : "1\n";
        return true;
      });
    });
  };
  CHECK_THROWS_AS(copy(500), db::StatementFailed);
  CHECK(house.run_sql("select count(*) from shelf.item") == "0");
  const auto copied = copy(-1);
  REQUIRE(copied.ok());
  CHECK(copied.value() == 1000);
  CHECK(house.run_sql("select count(*) from shelf.item") == "1000");
}

TEST_CASE("big questions with big answers in one round trip do not block either side") {
  House house;
  const std::string big(3'000'000, 'x');
  const auto length = house.shelf.transact([&](db::Tx& tx) -> Result<std::size_t> {
    for (int i = 0; i < 5; ++i) tx.post("select $1::text as echo", big);
    return tx.query("select $1::text as echo", big).one().get<std::string>("echo").size();
  });
  REQUIRE(length.ok());
  CHECK(length.value() == big.size());
}

TEST_CASE("a module acts in its own role and the server refuses it another module's schema") {
  House house;
  for (int round = 0; round < 3; ++round) {
    CHECK(text_of(house.shelf.read("select current_user::text as me"), "me") == house.settings.role_prefix + "_shelf");
    CHECK(text_of(house.till.read("select current_user::text as me"), "me") == house.settings.role_prefix + "_till");
    try {
      (void)house.till.read("select name from shelf.item");
      FAIL("till read shelf's table");
    } catch (const db::StatementFailed& refused) {
      CHECK(refused.sqlstate() == "42501");
    }
  }
  const auto trespass = [&] {
    return house.shelf.transact([](db::Tx& tx) -> Result<void> {
      tx.post("insert into till.receipt (total) values (1)");
      return {};
    });
  };
  CHECK_THROWS_AS(trespass(), db::StatementFailed);
  CHECK(house.run_sql("select count(*) from till.receipt") == "0");
}

TEST_CASE("a module's part of another's transaction runs in its own role, and commits or goes with it") {
  House house;
  const auto me = [](db::Tx& tx) { return tx.query("select current_user::text as me").one().get<std::string>("me"); };
  const auto sell = [&](bool paid) {
    return house.shelf.transact([&](db::Tx& tx) -> Result<std::vector<std::string>> {
      std::vector<std::string> roles{me(tx)};
      roles.push_back(house.till.within(tx, [&](db::Tx& theirs) {
        theirs.post("insert into till.receipt (total) values (1)");
        return me(theirs);
      }));
      roles.push_back(me(tx));
      if (!paid) return conflict("not_paid", "");
      return roles;
    });
  };
  const auto& prefix = house.settings.role_prefix;
  CHECK(sell(true).value() == std::vector<std::string>{prefix + "_shelf", prefix + "_till", prefix + "_shelf"});
  CHECK_FALSE(sell(false).ok());
  CHECK(house.run_sql("select count(*) from till.receipt") == "1");
  CHECK(text_of(house.shelf.read("select current_user::text as me"), "me") == prefix + "_shelf");
  CHECK(text_of(house.till.read("select current_user::text as me"), "me") == prefix + "_till");
}

TEST_CASE("a relaxed transaction is flushed where a part of it demands that") {
  House house;
  const auto setting = [](db::Tx& tx) {
    return tx.query("select current_setting('synchronous_commit') as value").one().get<std::string>("value");
  };
  const auto settings = house.shelf.transact([&](db::Tx& tx) -> Result<std::vector<std::string>> {
    std::vector<std::string> all{setting(tx)};
    tx.relax_durability();
    all.push_back(setting(tx));
    tx.demand_durability();
    all.push_back(setting(tx));
    return all;
  });
  REQUIRE(settings.ok());
  CHECK(settings->at(1) == "off");
  CHECK(settings->at(0) == settings->at(2));
}

TEST_CASE("what takes locks that many wait for is committed without waiting for the disk, and is on it all the same") {
  House house;
  // Sees what COMMIT will do, and where the log of the server was before it.
  struct Locks final : db::Companion {
    explicit Locks(std::string& its_setting, std::string& its_place) : setting(its_setting), place(its_place) {}
    void before_commit(db::Tx& tx) override {
      const auto rows = tx.query(
          "select current_setting('synchronous_commit') as setting, pg_current_wal_insert_lsn()::text as place");
      setting = rows.one().get<std::string>("setting");
      place = rows.one().get<std::string>("place");
    }
    bool goes_last() const override { return true; }
    void committed() noexcept override {}
    std::string& setting;
    std::string& place;
  };
  const auto flush = GENERATE(0, 1, 2);
  INFO(flush);
  for (int i = 0; i < 20; ++i) {
    std::string setting;
    std::string place;
    REQUIRE(house.till
                .transact([&](db::Tx& tx) -> Result<void> {
                  (void)tx.companion<Locks>([&] { return std::make_unique<Locks>(setting, place); });
                  tx.post("insert into till.receipt (total) values (1)");
                  if (flush > 0) tx.relax_durability();
                  if (flush > 1) tx.demand_durability();
                  return {};
                })
                .ok());
    CHECK(setting == "off");
    const auto on_disk = house.till.read("select pg_current_wal_flush_lsn() > $1::pg_lsn as flushed", place);
    REQUIRE(on_disk.ok());
    if (flush != 1) CHECK(on_disk->one().get<bool>("flushed"));
  }
}

TEST_CASE("what a transaction has only read is on the disk when it vouches for it") {
  House house;
  for (int i = 0; i < 20; ++i) {
    REQUIRE(house.till
                .transact([&](db::Tx& tx) -> Result<void> {
                  tx.post("insert into till.receipt (total) values (1)");
                  tx.relax_durability();
                  return {};
                })
                .ok());
    const auto seen = house.till.transact([&](db::Tx& tx) -> Result<std::string> {
      tx.flush_what_was_read();
      return tx.query("select pg_current_wal_insert_lsn()::text as place from till.receipt limit 1")
          .one()
          .get<std::string>("place");
    });
    REQUIRE(seen.ok());
    CHECK(house.till.read("select pg_current_wal_flush_lsn() >= $1::pg_lsn as flushed", *seen)
              ->one()
              .get<bool>("flushed"));
  }
}

TEST_CASE("a name without its schema is not found") {
  House house;
  CHECK_THROWS_WITH(house.shelf.read("select name from item"), Catch::Contains("42P01"));
}

namespace {

// Writes its name when the transaction commits.
class Signature : public db::Companion {
 public:
  Signature(std::string name, bool last) : name_(std::move(name)), last_(last) {}
  void before_commit(db::Tx& tx) override {
    tx.post("insert into shelf.item (id, name, quantity) values ($1, $2, (select count(*) from shelf.item))",
            Uuid::generate(), name_);
  }
  void committed() noexcept override {}
  bool goes_last() const override { return last_; }

 private:
  std::string name_;
  bool last_;
};

struct Patient final : Signature {
  Patient() : Signature("patient", true) {}
};
struct Eager final : Signature {
  Eager() : Signature("eager", false) {}
};

}  // namespace

TEST_CASE("what takes locks that many wait for is sent behind everything else that travels with COMMIT") {
  House house;
  REQUIRE(house.shelf.transact([](db::Tx& tx) -> Result<void> {
    tx.companion<Patient>([] { return std::make_unique<Patient>(); });
    tx.companion<Eager>([] { return std::make_unique<Eager>(); });
    return {};
  }));
  CHECK(house.run_sql("select string_agg(name, ' ' order by quantity) from shelf.item") == "eager patient");
}
