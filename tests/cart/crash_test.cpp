#include <catch2/catch.hpp>

#include "cart/cart_house.hpp"
#include "kernel/db/failpoints.hpp"
#include "modules/cart/failpoints.hpp"
#include "support/child_process.hpp"
#include "support/eventually.hpp"

namespace kontor::cart::test {

using kontor::test::ChildProcess;
using kontor::test::eventually;

TEST_CASE("killed at every point of obeying, each cart is closed or opened once and every command is answered") {
  OwnCartHouse house;
  const auto& settings = house.settings_of_database();
  std::vector<Failpoint> points(kFailpoints.begin(), kFailpoints.end());
  points.insert(points.end(), db::kFailpoints.begin(), db::kFailpoints.end());
  std::vector<Json> closed;
  std::vector<Json> reopened;
  for (const auto& point : points) {
    const auto one = house.guest_cart();
    const auto two = house.guest_cart();
    const auto order = Uuid::generate();
    house.command(CloseCart{id_of(one), 1, order});
    house.command(CloseCart{id_of(two), 1, order});
    house.command(ReopenCart{id_of(two), order});
    const auto* when = point.name.starts_with("db.") ? "=exit@2" : "=exit";
    ChildProcess worker(KONTOR_TEST_WORKER, {settings.url, settings.role_prefix, std::string(point.name) + when});
    INFO(point.name);
    CHECK(worker.was_killed());
    closed.push_back(one);
    reopened.push_back(two);
  }
  house.start();
  const auto count = [&](const Json& cart, const std::string& type) {
    return house.run_sql("select count(*) from bus.event where type = 'cart.cart_" + type + "' and aggregateid = '" +
                         cart["id"].get<std::string>() + "'");
  };
  for (const auto& cart : closed) {
    CHECK(eventually([&] { return count(cart, "closed") == "1"; }));
    CHECK(house.get(cart).body["status"] == "closed");
  }
  for (const auto& cart : reopened) {
    CHECK(eventually([&] { return count(cart, "reopened") == "1"; }));
    CHECK(count(cart, "closed") == "1");
    CHECK(house.get(cart).body["status"] == "open");
  }
  CHECK(house.run_sql("select count(*) from bus.event where type = 'cart.cart_refused'") == "0");
}

}  // namespace kontor::cart::test
