#include <catch2/catch.hpp>
#include <future>

#include "identity/identity_house.hpp"
#include "support/eventually.hpp"
#include "support/sql.hpp"

namespace kontor::identity::test {
namespace {

// What somebody does to Ada's account while her sign-in, whose password was found right, waits for the account's row.
class MeanwhileHouse : public IdentityHouse {
 public:
  MeanwhileHouse() { register_user("ada@example.com"); }

  int sign_in_while(const std::string& change) {
    kontor::test::SqlSession other(database.settings().owner_url);
    other.run("begin; update identity.account set " + change);
    auto answer = std::async(std::launch::async, [&] { return try_login("ada@example.com").status; });
    const bool waits = kontor::test::eventually([&] {
      return run_sql(
                 "select count(*) from pg_stat_activity where wait_event_type = 'Lock' "
                 "and datname = current_database()") == "1";
    });
    other.run("commit");
    CHECK(waits);
    return answer.get();
  }
  std::string sessions() const { return run_sql("select count(*) from identity.session"); }
};

std::string hash_of(std::string_view password) {
  return crypto::hash_password(password, IdentityHouse::cheap().password_cost());
}

TEST_CASE_METHOD(MeanwhileHouse, "a password that was changed meanwhile is checked again, and no longer good") {
  CHECK(sign_in_while("password_hash = '" + hash_of("seven grey geese") + "'") == 401);
  CHECK(sessions() == "1");
}

TEST_CASE_METHOD(MeanwhileHouse, "a password that was only hashed anew meanwhile is still good") {
  CHECK(sign_in_while("password_hash = '" + hash_of(kPassword) + "'") == 200);
  CHECK(sessions() == "2");
}

TEST_CASE_METHOD(MeanwhileHouse, "who was disabled meanwhile does not come in") {
  CHECK(sign_in_while("status = 'disabled'") == 401);
  CHECK(sessions() == "1");
}

TEST_CASE_METHOD(MeanwhileHouse, "who was erased meanwhile does not come in") {
  CHECK(sign_in_while("status = 'erased', email = null, email_key = null, password_hash = null") == 401);
  CHECK(sessions() == "1");
}

}  // namespace
}  // namespace kontor::identity::test
