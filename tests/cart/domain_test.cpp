#include <algorithm>
#include <catch2/catch.hpp>

#include "modules/cart/actions/recent_carts.hpp"
#include "modules/cart/actions/seen.hpp"
#include "modules/cart/domain/closing.hpp"
#include "modules/cart/domain/content.hpp"

using namespace kontor;
using namespace kontor::cart;

namespace {

using Refusal = std::optional<std::string>;
using Moment = Seen::Moment;

const auto kOrder = Uuid::generate();
const auto kOther = Uuid::generate();

KeptCart cart_of(std::size_t lines) {
  KeptCart cart{.id = CartId::generate()};
  for (std::size_t i = 0; i < lines; ++i) {
    cart.content.lines.push_back({.id = CartLineId::generate(),
                                  .variant_id = catalog::VariantId::generate(),
                                  .quantity = 1,
                                  .name = "Enamel mug with a blue rim"});
  }
  return cart;
}

// In the order in which they were written.
std::vector<bool> which_are_kept(RecentCarts& recent, std::size_t lines, std::size_t carts) {
  std::vector<CartId> written;
  for (std::size_t i = 0; i < carts; ++i) {
    auto cart = cart_of(lines);
    written.push_back(cart.id);
    recent.keep(std::move(cart));
  }
  std::vector<bool> kept;
  for (const auto& id : written) kept.push_back(recent.take(id).has_value());
  return kept;
}

}  // namespace

TEST_CASE("a cart is closed once at the version that was read, however often it is said") {
  ClosingState cart{.version = 3};
  CHECK(close(cart, 2, kOther) == "cart_changed");
  CHECK(close(cart, 3, kOrder) == Refusal());
  CHECK(close(cart, 3, kOrder) == Refusal());
  CHECK(close(cart, 3, Uuid::generate()) == "cart_closed");
  CHECK(cart.closed_for == kOrder);
  reopen(cart, kOrder);
  reopen(cart, kOrder);
  CHECK_FALSE(cart.closed_for);
  CHECK(close(cart, 3, kOrder) == "cart_changed");
  // What was refused once stays refused, even where it would be possible now.
  CHECK(close(cart, 3, kOther) == "cart_changed");
}

TEST_CASE("opening that overtakes closing leaves the cart open for good") {
  ClosingState cart{.version = 1};
  reopen(cart, kOrder);
  CHECK(close(cart, 1, kOrder) == "cart_changed");
  CHECK_FALSE(cart.closed_for);
  CHECK(close(cart, 1, kOther) == Refusal());
  reopen(cart, kOrder);
  CHECK(cart.closed_for == kOther);
}

TEST_CASE("what was merged is not ordered, and ended references are forgotten in their order") {
  ClosingState merged{.version = 1, .merged = true};
  CHECK(close(merged, 1, kOrder) == "cart_changed");
  ClosingState cart{.version = 1};
  for (std::size_t i = 0; i < 2 * kMostEnded; ++i) reopen(cart, Uuid::generate());
  reopen(cart, kOrder);
  CHECK(cart.ended.size() == kMostEnded);
  CHECK(cart.ended.back().reference == kOrder);
}

TEST_CASE("merging sums quantities up to the limit, fills what is missing, and loses no line") {
  const Limits limits{.lines = 2, .quantity = 10, .codes = 1};
  const auto shirt = catalog::VariantId::generate();
  const auto mug = catalog::VariantId::generate();
  const auto book = catalog::VariantId::generate();
  Content own;
  own.email = "own@example.com";
  REQUIRE(add(own, shirt, 7, limits));
  REQUIRE(add(own, mug, 1, limits));
  Content guests;
  guests.email = "guest@example.com";
  guests.note = "Ring twice";
  guests.codes = {"FIRST", "SECOND"};
  REQUIRE(add(guests, shirt, 5, limits));
  REQUIRE(add(guests, book, 4, limits));
  const auto from = CartId::generate();
  const auto report = cart::merge(own, guests, from, limits);
  REQUIRE(report);
  CHECK(report->from == from);
  REQUIRE(report->lines.size() == 2);
  CHECK((report->lines[0].before == 7 && report->lines[0].added == 3 && report->lines[0].quantity == 10));
  CHECK(report->lines[0].capped);
  CHECK((report->lines[1].variant_id == book && report->lines[1].quantity == 4 && !report->lines[1].capped));
  CHECK(report->codes_left_out == std::vector<std::string>{"SECOND"});
  CHECK(own.lines.size() == 3);
  CHECK(own.email == "own@example.com");
  CHECK(own.note == "Ring twice");
}

TEST_CASE("carts that could not be priced together are not merged") {
  Content own;
  Content guests;
  for (int i = 0; i < 300; ++i) {
    REQUIRE(add(own, catalog::VariantId::generate(), 1, {.lines = 300}));
    REQUIRE(add(guests, catalog::VariantId::generate(), 1, {.lines = 300}));
  }
  const auto refused = cart::merge(own, guests, CartId::generate(), {});
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == "too_many_lines");
  CHECK(own.lines.size() == 300);
}

TEST_CASE("what neighbours said is remembered for a while, and never past the news that it changed") {
  Seen seen(10, std::chrono::milliseconds(1000));
  const std::vector<Uuid> ids{Uuid::generate(), Uuid::generate()};
  const Moment now{};
  const auto asked = seen.look_up(ids, now);
  CHECK_FALSE(asked.values[0]);
  seen.keep(ids, std::vector<std::int64_t>{5, 6}, asked.number, now);
  CHECK(seen.look_up(ids, now).values[1] == 6);
  CHECK_FALSE(seen.look_up(ids, now + std::chrono::seconds(1)).values[1]);
  const auto before = seen.look_up(ids, now);
  seen.forget(ids[0]);
  CHECK_FALSE(seen.look_up(ids, now).values[0]);
  CHECK(seen.look_up(ids, now).values[1] == 6);
  seen.keep(ids, std::vector<std::int64_t>{5, 6}, before.number, now);
  CHECK_FALSE(seen.look_up(ids, now).values[0]);
  for (int i = 0; i < 30; ++i) {
    const auto more = Uuid::generate();
    seen.keep({&more, 1}, std::vector<std::int64_t>{1}, seen.look_up(ids, now).number, now);
  }
  CHECK_FALSE(seen.look_up(ids, now).values[1]);
}

TEST_CASE("of the carts that were just written those stay that were written last, in so many bytes") {
  RecentCarts recent(128 << 10);
  const auto small = which_are_kept(recent, 1, 500);
  CHECK(std::ranges::is_sorted(small));
  const auto small_ones = std::ranges::count(small, true);
  CHECK((small_ones >= 40 && small_ones < 128));
  const auto large_ones = std::ranges::count(which_are_kept(recent, 100, 500), true);
  CHECK((large_ones >= 1 && large_ones < small_ones / 10));
  CHECK(std::ranges::count(which_are_kept(recent, 1, 500), true) == small_ones);  // what was taken makes room
}

TEST_CASE("a cart that is written again is kept as it is now, and one that is too large for the memory is not") {
  RecentCarts recent(8 << 10);
  auto cart = cart_of(1);
  const auto id = cart.id;
  for (cart.version = 1; cart.version < 100; ++cart.version) recent.keep(cart);
  CHECK(recent.take(id)->version == 99);
  CHECK_FALSE(recent.take(id));
  recent.keep(cart);
  auto large = cart_of(100);
  const auto large_id = large.id;
  recent.keep(std::move(large));
  CHECK_FALSE(recent.take(large_id));
  CHECK(recent.take(id));
}
