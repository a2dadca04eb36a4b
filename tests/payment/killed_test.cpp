// Processes that die wherever it hurts. What they leave behind is finished by another: charged once, booked once, told.

#include <catch2/catch.hpp>

#include "payment/payment_house.hpp"
#include "support/child_process.hpp"
#include "support/eventually.hpp"

using namespace kontor;
using namespace kontor::payment;
using namespace kontor::payment::test;

namespace {

class Worker : public kontor::test::ChildProcess {
 public:
  Worker(const kontor::test::TestDatabase& database, const std::string& failpoints)
      : ChildProcess(KONTOR_TEST_WORKER, {database.settings().url, database.settings().role_prefix, failpoints}) {}
};

}  // namespace

TEST_CASE("a process that is killed anywhere on the way loses nothing and charges nobody twice") {
  const auto database = payment_database();
  // Does not work itself: it commands and looks.
  PaymentHouse desk(database.settings());
  for (const std::string point : {"jobs.errand_recorded=exit", "jobs.errand_taken=exit", "payment.sandbox_acted=exit",
                                  "payment.sandbox_acted=exit@2", "jobs.errand_performed=exit",
                                  "jobs.errand_settling=exit", "jobs.errand_settled=exit", "payment.news_heard=exit"}) {
    INFO(point);
    // What is captured at once is one call of the sandbox; whoever dies at the second one captures by a step of its
    // own.
    const bool at_once = point != "payment.sandbox_acted=exit@2";
    const auto id = desk.take("tok_webhook_twice", at_once);
    if (!at_once) desk.capture(id);
    Worker doomed(database, point);
    REQUIRE(doomed.was_killed());
    // Nobody else takes over before the lease has ended.
    desk.sql("update kernel.clock set ahead = ahead + interval '40 seconds'");
    Worker heir(database, "");
    REQUIRE(desk.becomes(id, PaymentStatus::captured));
    desk.refund(id, 4990);
    REQUIRE(desk.becomes(id, PaymentStatus::refunded));
    CHECK(desk.told(id, "payment_initiated").size() == 1);
    CHECK(desk.told(id, "payment_captured").size() == 1);
    CHECK(desk.told(id, "payment_refunded").size() == 1);
    CHECK(desk.sql("select captured_minor || ',' || refunded_minor from payment.sandbox_charge where payment_id = '" +
                   id.uuid().str() + "'") == "4990,4990");
    // Whatever it was doing is done before the next one is killed over its own work.
    REQUIRE(kontor::test::eventually(
        [&] { return desk.sql("select count(*) from jobs.errand where state = 'waiting'") == "0"; }));
    heir.finish();
  }
  CHECK(desk.sql("select count(*) from payment.sandbox_charge") == "8");
  CHECK(desk.books_balance());
}
