#include "modules/identity/watch.hpp"

#include <catch2/catch.hpp>

#include "identity/instance.hpp"
#include "modules/identity/api/permissions.hpp"
#include "support/eventually.hpp"

namespace kontor::identity::test {
namespace {

using kontor::test::eventually;

std::string access_token_of(const Json& session) {
  return session["access_token"];
}

// As in an outage: nobody can connect from here on.
void close_database(const IdentityHouse& house) {
  house.run_sql("alter database " + house.run_sql("select current_database()") + " connection limit 0");
}

// Whoever was let in before the door closed may still be on the way to a seat: ask until nobody is left.
void send_away(const IdentityHouse& house) {
  house.run_sql(
      "select count(pg_terminate_backend(pid)) from pg_stat_activity"
      " where datname = current_database() and pid <> pg_backend_pid()");
}

void open_database(const IdentityHouse& house) {
  house.run_sql("alter database " + house.run_sql("select current_database()") + " connection limit -1");
}

auth::AuthSettings never_blind() {
  auth::AuthSettings settings;
  settings.blind_ms = 0;
  return settings;
}

}  // namespace

TEST_CASE("whoever is let in after an instance has started has a token that it knows") {
  IdentityHouse house;
  const Instance instance(house);
  CHECK(instance.judge(access_token_of(house.register_user("ada@example.com"))) == 200);
}

TEST_CASE("a session that ends on one instance is refused by the others") {
  IdentityHouse house;
  const Instance other(house);
  const auto ada = access_token_of(house.register_user("ada@example.com"));
  const auto eve = access_token_of(house.register_user("eve@example.com"));
  REQUIRE(other.judge(ada) == 200);
  REQUIRE(house.post("/identity/logout", nullptr, ada).status == 204);
  CHECK(eventually([&] { return other.judge(ada) == 401; }));
  CHECK(other.judge(eve) == 200);
}

TEST_CASE("an instance that starts later refuses what ended before") {
  IdentityHouse house;
  const auto ada = access_token_of(house.register_user("ada@example.com"));
  const auto eve = access_token_of(house.register_user("eve@example.com"));
  REQUIRE(house.post("/identity/logout", nullptr, ada).status == 204);
  const Instance late(house);
  CHECK(late.judge(ada) == 401);
  CHECK(late.judge(eve) == 200);
}

TEST_CASE("an instance without news judges nobody, and knows what it missed when there are news again") {
  IdentityHouse house({.auth = never_blind()});
  const Instance other(house);
  const auto ada = access_token_of(house.register_user("ada@example.com"));
  const auto eve = access_token_of(house.register_user("eve@example.com"));
  REQUIRE(eventually([&] { return other.judge(ada) == 200; }));
  close_database(house);
  CHECK(eventually([&] {
    send_away(house);
    return other.judge(ada) == 503;
  }));
  CHECK(house.run_sql("update identity.session set ended_at = kernel.now(), device = null, address = null"
                      " where account_id = (select id from identity.account where email = 'ada@example.com')"
                      " returning 1") == "1");
  open_database(house);
  CHECK(eventually([&] { return other.judge(eve) == 200; }));
  CHECK(other.judge(ada) == 401);
}

TEST_CASE("a new role permits at once, and what nobody declares it never does") {
  IdentityHouse house;
  const Instance other(house);
  house.register_user("ada@example.com");
  house.run_sql(
      "insert into identity.role (name, permissions, created_at, updated_at)"
      " values ('reader', '{identity.users_read,moon.walk}', now(), now())");
  house.run_sql("update identity.account set roles = '{reader}'");
  const auto ada = access_token_of(house.login("ada@example.com"));
  REQUIRE(house.identity.transact([&](db::Tx& tx) -> Result<void> {
    house.log.publish(tx, CredentialsChanged::kKey, CredentialsChanged{"role"});
    return {};
  }));
  CHECK(eventually([&] { return other.may(ada, kUsersRead); }));
  const auto caller = other.gate.authenticate("Bearer " + ada);
  REQUIRE(caller);
  CHECK_FALSE(caller->may("moon.walk"));
}

TEST_CASE("when keys are exchanged at once, what the old ones have signed is refused everywhere") {
  IdentityHouse house;
  const Instance other(house);
  const auto before = access_token_of(house.register_user("ada@example.com"));
  SigningKeys operators(house.identity, house.log, audit::Trail(house.log), {}, std::chrono::seconds(900));
  REQUIRE(operators.rotate(SigningKeys::Urgency::now));
  CHECK(eventually([&] { return other.judge(before) == 401; }));
}

}  // namespace kontor::identity::test
