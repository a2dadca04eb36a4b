#include <catch2/catch.hpp>

#include "kernel/audit/audit_house.hpp"
#include "kernel/core/format.hpp"

using namespace kontor;
using audit::Break;
using test::AuditHouse;

namespace {

constexpr int kLength = 8;

// The chain's rule once more, by other means: what an auditor would write.
constexpr const char* kHashOf = R"sql(
  create function pg_temp.hash_of(e audit.entry, previous bytea) returns bytea language sql as $$
    select sha256(previous || convert_to(string_agg(
      octet_length(convert_to(member.text, 'UTF8')) || ':' || member.text || ',', '' order by member.place), 'UTF8'))
    from unnest(array[e.number::text, to_char(e.at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
      e.event_id::text, e.action, e.subject, e.actor, e.correlation_id, e.before, e.after, e.personal])
      with ordinality as member(text, place)
  $$;)sql";

// Who owns the database can take the guard away.
void tamper(const AuditHouse& house, const std::string& sql) {
  house.database.run_sql("alter table audit.entry disable trigger append_only; " + sql);
}

void fill(AuditHouse& house) {
  for (int i = 1; i <= kLength; ++i) {
    REQUIRE(house.instance.record({"till.sold", "pen_" + std::to_string(i), "", R"({"größe":"ü"})", {}}).ok());
  }
  house.chain_all();
}

std::string finding(const AuditHouse& house, const std::optional<audit::Anchor>& anchor = {}) {
  const auto verification = house.instance.ledger.verify(anchor);
  REQUIRE(verification.ok());
  if (!verification->broken) return "whole";
  CHECK(verification->checked == verification->broken->number - (verification->broken->number > 0 ? 1 : 0));
  return json::to_json(*verification->broken);
}

std::string broken(const std::string& kind, int number) {
  return format(R"({{"kind":"{}","number":{}}})", kind, number);
}

}  // namespace

TEST_CASE("anybody can compute the hashes again") {
  AuditHouse house;
  fill(house);
  CHECK(house.database.run_sql(std::string(kHashOf) + "select count(*) from audit.entry where"
                                                      " hash = pg_temp.hash_of(entry, previous_hash)") == "8");
}

TEST_CASE("an entry that was changed is found, whatever was changed") {
  const std::vector<std::string> changes{"at = at + interval '1 microsecond'",
                                         "event_id = gen_random_uuid()",
                                         "action = 'till.given'",
                                         "subject = subject || ' '",
                                         "actor = 'user_bob'",
                                         "correlation_id = 'other'",
                                         "before = '{}'",
                                         "after = '{}'",
                                         "personal = 'x'",
                                         "hash = sha256('other')"};
  AuditHouse house;
  fill(house);
  tamper(house, "create table public.kept as select * from audit.entry");
  for (const auto& change : changes) {
    INFO(change);
    tamper(house, format("update audit.entry set {} where number = 3", change));
    CHECK(finding(house) == broken("changed", 3));
    tamper(house, "delete from audit.entry; insert into audit.entry select * from public.kept");
    REQUIRE(finding(house) == "whole");
  }
}

TEST_CASE("an entry that was removed is found") {
  for (const int number : {1, 4, kLength - 1}) {
    AuditHouse house;
    fill(house);
    tamper(house, format("delete from audit.entry where number = {}", number));
    CHECK(finding(house) == broken("missing", number));
  }
}

TEST_CASE("entries that changed places are found") {
  AuditHouse house;
  fill(house);
  tamper(house,
         "update audit.entry set number = 1000 where number = 3; update audit.entry set number = 3 where number = 4;"
         "update audit.entry set number = 4 where number = 1000;");
  CHECK(finding(house) == broken("unlinked", 3));
}

TEST_CASE("an entry that was put between others is found") {
  AuditHouse house;
  fill(house);
  tamper(house,
         "update audit.entry set number = number + 1001 where number > 4;"
         "update audit.entry set number = number - 1000 where number > 1000;"
         "insert into audit.entry (number, at, event_id, action, subject, actor, correlation_id, before, after,"
         " personal, previous_hash, hash) select 5, at, gen_random_uuid(), action, 'gold', actor, correlation_id,"
         " before, after, personal, sha256('a'), sha256('b') from audit.entry where number = 4");
  CHECK(finding(house) == broken("unlinked", 5));
}

TEST_CASE("an entry before the first is found") {
  AuditHouse house;
  fill(house);
  tamper(house,
         "alter table audit.entry drop constraint entry_number_check;"
         "insert into audit.entry (number, at, event_id, action, subject, actor, correlation_id, before, after,"
         " personal, previous_hash, hash) select 0, at, gen_random_uuid(), action, 'gold', actor, correlation_id,"
         " before, after, personal, sha256('a'), sha256('b') from audit.entry where number = 4");
  CHECK(finding(house) == broken("unlinked", 0));
}

TEST_CASE("an end that was cut off is found with an anchor from before") {
  AuditHouse house;
  fill(house);
  const auto anchor = house.instance.ledger.head().value();
  CHECK(anchor.number == kLength);
  CHECK(finding(house, anchor) == "whole");
  tamper(house, "delete from audit.entry where number > 5");
  CHECK(finding(house) == "whole");
  CHECK(finding(house, anchor) == broken("truncated", 6));
  tamper(house, "delete from audit.entry");
  CHECK(finding(house) == "whole");
  CHECK(finding(house, anchor) == broken("truncated", 1));
}

TEST_CASE("a chain that was forged with all its hashes is found with an anchor from before") {
  AuditHouse house;
  fill(house);
  const auto anchor = house.instance.ledger.head().value();
  tamper(house, std::string(kHashOf) + R"sql(
    update audit.entry set subject = 'gold' where number = 3;
    do $$
    declare
      last bytea := (select previous_hash from audit.entry where number = 3);
      at_number bigint;
    begin
      for at_number in 3..8 loop
        update audit.entry set previous_hash = last, hash = pg_temp.hash_of(entry, last) where number = at_number;
        select hash into last from audit.entry where number = at_number;
      end loop;
    end $$;)sql");
  CHECK(finding(house) == "whole");
  CHECK(finding(house, anchor) == broken("replaced", kLength));
}

TEST_CASE("an anchor inside the chain holds as long as it grows") {
  AuditHouse house;
  fill(house);
  const auto anchor = house.instance.ledger.head().value();
  REQUIRE(house.instance.record_many("pen", 3).ok());
  house.chain_all();
  CHECK(finding(house, anchor) == "whole");
}
