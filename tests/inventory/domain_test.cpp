#include <algorithm>
#include <catch2/catch.hpp>

#include "modules/inventory/domain/reservation_book.hpp"

namespace kontor::inventory {
namespace {

using Kind = Reply::Kind;
using std::chrono::seconds;

const Timestamp kNow{std::chrono::hours(500'000)};
const auto kA = WarehouseId::generate();
const auto kB = WarehouseId::generate();
const auto kC = WarehouseId::generate();
const auto kTea = VariantId::generate();
const auto kRum = VariantId::generate();

Shelf shelf(const WarehouseId& warehouse, std::int64_t on_hand, std::int64_t reserved = 0, std::int64_t beyond = 0) {
  return {.warehouse = warehouse, .on_hand = on_hand, .reserved = reserved, .backorder_limit = beyond};
}

Item item(const VariantId& variant, std::vector<Shelf> shelves, Policy policy = {}) {
  return {.variant = variant, .policy = policy, .shelves = std::move(shelves)};
}

std::vector<std::int64_t> taken(const std::vector<Portion>& portions) {
  std::vector<std::int64_t> quantities;
  for (const auto& warehouse : {kA, kB, kC}) {
    std::int64_t sum = 0;
    for (const auto& one : portions) sum += one.warehouse == warehouse ? one.quantity : 0;
    quantities.push_back(sum);
  }
  return quantities;
}

TEST_CASE("a line is taken from the warehouses in their order, all of it or nothing") {
  struct Row {
    const char* what;
    std::vector<Shelf> shelves;
    Policy policy;
    std::int64_t asked;
    std::vector<std::int64_t> taken;  // empty: refused
    std::int64_t most;
  };
  auto closed = shelf(kA, 9);
  closed.is_open = false;
  const Policy backorder{.kind = PolicyKind::backorder, .limit = 4};
  const Policy preorder{.kind = PolicyKind::preorder, .limit = 4, .available_on = kNow + seconds(1)};
  const Policy arrived{.kind = PolicyKind::preorder, .limit = 4, .available_on = kNow};
  const std::vector<Row> rows{
      {"the first has all", {shelf(kA, 5), shelf(kB, 5)}, {}, 5, {5, 0, 0}, 10},
      {"split", {shelf(kA, 5), shelf(kB, 5), shelf(kC, 5)}, {}, 12, {5, 5, 2}, 15},
      {"what is reserved is not there", {shelf(kA, 5, 4), shelf(kB, 5)}, {}, 3, {1, 2, 0}, 6},
      {"one too many", {shelf(kA, 5), shelf(kB, 5)}, {}, 11, {}, 10},
      {"a closed one is not asked", {closed, shelf(kB, 5)}, {}, 6, {}, 5},
      {"backorder after what is on hand", {shelf(kA, 1, 0, 4), shelf(kB, 2)}, backorder, 5, {3, 2, 0}, 7},
      {"no backorder beyond the limit", {shelf(kA, 1, 0, 4), shelf(kB, 2)}, backorder, 8, {}, 7},
      {"what was promised counts", {shelf(kA, 1, 4, 4), shelf(kB, 2)}, backorder, 4, {}, 3},
      {"preorder until the day", {shelf(kA, 0, 0, 4)}, preorder, 4, {4, 0, 0}, 4},
      {"and no longer", {shelf(kA, 0, 0, 4)}, arrived, 1, {}, 0},
      {"a limit without a policy promises nothing", {shelf(kA, 0, 0, 4)}, {}, 1, {}, 0},
      {"nothing is kept", {}, {}, 1, {}, 0},
  };
  for (const auto& row : rows) {
    INFO(row.what);
    StockBook book({item(kTea, row.shelves, row.policy)}, kNow);
    CHECK(level_of(*book.find(kTea), kNow).may_be_ordered == row.most);
    const std::vector<Line> lines{{kTea, row.asked}};
    const auto outcome = book.reserve(lines, Uuid::generate());
    if (row.taken.empty()) {
      REQUIRE(outcome.index() == 1);
      CHECK(std::get<1>(outcome) == std::vector<Lack>{{kTea, row.asked, row.most}});
      CHECK(book.movements().empty());
    } else {
      REQUIRE(outcome.index() == 0);
      CHECK(taken(std::get<0>(outcome)) == row.taken);
      CHECK(level_of(*book.find(kTea), kNow).may_be_ordered == row.most - row.asked);
    }
  }
}

TEST_CASE("lines of one variant are added up, and one line that lacks refuses all") {
  StockBook book({item(kTea, {shelf(kA, 5)}), item(kRum, {shelf(kA, 1)})}, kNow);
  const std::vector<Line> twice{{kTea, 3}, {kTea, 3}};
  const auto too_many = book.reserve(twice, Uuid::generate());
  CHECK(std::get<1>(too_many) == std::vector<Lack>{{kTea, 6, 5}});
  const std::vector<Line> mixed{{kTea, 2}, {kRum, 2}, {VariantId::generate(), 1}};
  CHECK(std::get<1>(book.reserve(mixed, Uuid::generate())).size() == 2);
  CHECK(book.touched().empty());
  const std::vector<Line> fits{{kTea, 2}, {kRum, 1}, {kTea, 3}};
  CHECK(std::get<0>(book.reserve(fits, Uuid::generate())).size() == 2);
}

TEST_CASE("an adjustment leaves what is reserved") {
  StockBook book({item(kTea, {shelf(kA, 5, 3, 10)}, {.kind = PolicyKind::backorder, .limit = 10})}, kNow);
  const auto adjust = [&](std::int64_t delta) { return book.adjust({kTea, kA, delta}, Cause::adjusted, "x"); };
  CHECK(adjust(-3).error().code == "below_reserved");
  CHECK(adjust(-2).ok());
  CHECK(adjust(-1).error().code == "below_reserved");
  CHECK(adjust(kMostUnits).error().kind == ErrorKind::invalid);
  CHECK(adjust(1).ok());
  CHECK(book.shelf(kTea, kA)->on_hand == 4);
}

TEST_CASE("that stock fell low is told once a crossing") {
  auto tea = item(kTea, {shelf(kA, 6)}, {.low_at = 5});
  const auto told = [&](bool was_low, std::int64_t on_hand, std::int64_t reserved) {
    tea.is_low = was_low;
    tea.shelves.front().on_hand = on_hand;
    StockBook book({tea}, kNow);
    const std::vector<Line> lines{{kTea, reserved}};
    REQUIRE(book.reserve(lines, Uuid::generate()).index() == 0);
    const auto touched = book.touched().front();
    return std::pair{touched.is_low, touched.fell_low};
  };
  CHECK(told(false, 9, 3) == std::pair{false, false});
  CHECK(told(false, 6, 1) == std::pair{true, true});
  CHECK(told(true, 5, 1) == std::pair{true, false});
  CHECK(told(true, 20, 1) == std::pair{false, false});
}

struct Desk {
  StockBook stock{{item(kTea, {shelf(kA, 5), shelf(kB, 5)}), item(kRum, {shelf(kB, 2)})}, kNow};
  ReservationBook book{{}, stock};
  Uuid reference = Uuid::generate();
  std::vector<Line> lines{{kTea, 7}, {kRum, 1}};

  std::int64_t reserved() const {
    return level_of(*stock.find(kTea), kNow).reserved + level_of(*stock.find(kRum), kNow).reserved;
  }
};

TEST_CASE("a command that comes again changes nothing and is answered as before") {
  Desk desk;
  const auto held = desk.book.reserve(desk.reference, desk.lines, seconds(60));
  CHECK(held.kind == Kind::reserved);
  CHECK(held.expires_at == kNow + seconds(60));
  CHECK(desk.book.reserve(desk.reference, desk.lines, seconds(99)).portions == held.portions);
  CHECK(desk.reserved() == 8);

  const auto parcel = Uuid::generate();
  const std::vector<Line> some{{kTea, 6}};
  const auto committed = desk.book.commit(desk.reference, parcel, some);
  CHECK(taken(committed.portions) == std::vector<std::int64_t>{5, 1, 0});
  CHECK(desk.book.commit(desk.reference, parcel, some).portions == committed.portions);
  CHECK(desk.reserved() == 2);

  const auto released = desk.book.release(desk.reference, "changed_mind");
  CHECK(released.kind == Kind::released);
  CHECK(released.portions.size() == 2);
  const auto again = desk.book.release(desk.reference, "another");
  CHECK(again.portions == released.portions);
  CHECK(again.reason == "changed_mind");
  CHECK(desk.reserved() == 0);

  const auto comeback = Uuid::generate();
  const auto restocked = desk.book.restock(desk.reference, comeback, some);
  CHECK(taken(restocked.portions) == std::vector<std::int64_t>{6, 0, 0});
  CHECK(desk.book.restock(desk.reference, comeback, some).portions == restocked.portions);
  CHECK(level_of(*desk.stock.find(kTea), kNow).on_hand == 10);
}

TEST_CASE("what comes in the wrong order is refused, and a release keeps its reservation from coming") {
  Desk desk;
  CHECK(desk.book.extend(desk.reference, kNow).reason == "ended");
  CHECK(desk.book.commit(desk.reference, Uuid::generate(), {}).reason == "ended");
  const auto released = desk.book.release(desk.reference, "cancelled");
  CHECK(released.kind == Kind::released);
  CHECK(released.portions.empty());
  const auto late = desk.book.reserve(desk.reference, desk.lines, seconds(60));
  CHECK(late.kind == Kind::failed);
  CHECK(late.reason == "ended");
  CHECK(desk.reserved() == 0);
}

TEST_CASE("what cannot be reserved stays refused, with what lacked") {
  Desk desk;
  const std::vector<Line> many{{kTea, 11}};
  const auto failed = desk.book.reserve(desk.reference, many, seconds(60));
  CHECK(failed.reason == "insufficient_stock");
  CHECK(failed.lacks == std::vector<Lack>{{kTea, 11, 10}});
  CHECK(desk.book.reserve(desk.reference, desk.lines, seconds(60)).lacks == failed.lacks);
  const std::vector<Line> absurd{{kTea, kMostUnits + 1}};
  CHECK(desk.book.reserve(Uuid::generate(), absurd, seconds(60)).reason == "invalid");
  CHECK(desk.book.reserve(Uuid::generate(), {}, seconds(60)).reason == "invalid");
  CHECK(desk.book.reserve(Uuid::generate(), desk.lines, seconds(-5)).reason == "invalid");
}

TEST_CASE("parcel by parcel until nothing is reserved; then it is committed") {
  Desk desk;
  desk.book.reserve(desk.reference, desk.lines, seconds(60));
  const std::vector<Line> too_many{{kTea, 8}};
  CHECK(desk.book.commit(desk.reference, Uuid::generate(), too_many).lacks == std::vector<Lack>{{kTea, 8, 7}});
  const std::vector<Line> one{{kRum, 1}};
  CHECK(desk.book.commit(desk.reference, Uuid::generate(), one).kind == Kind::committed);
  CHECK(desk.book.find(desk.reference)->state == ReservationState::held);
  CHECK(desk.book.commit(desk.reference, Uuid::generate(), {}).kind == Kind::committed);
  CHECK(desk.book.find(desk.reference)->state == ReservationState::committed);
  CHECK(desk.book.commit(desk.reference, Uuid::generate(), {}).reason == "ended");
  CHECK(desk.book.extend(desk.reference, kNow + seconds(5)).reason == "ended");
}

TEST_CASE("what was only promised does not leave the house") {
  StockBook stock({item(kTea, {shelf(kA, 1, 0, 5)}, {.kind = PolicyKind::backorder, .limit = 5})}, kNow);
  ReservationBook book({}, stock);
  const auto reference = Uuid::generate();
  const std::vector<Line> lines{{kTea, 3}};
  REQUIRE(book.reserve(reference, lines, seconds(60)).kind == Kind::reserved);
  const auto refused = book.commit(reference, Uuid::generate(), {});
  CHECK(refused.reason == "insufficient_stock");
  CHECK(refused.lacks == std::vector<Lack>{{kTea, 3, 1}});
  const std::vector<Line> one{{kTea, 1}};
  CHECK(book.commit(reference, Uuid::generate(), one).kind == Kind::committed);
}

TEST_CASE("an extension never shortens, and only what is over expires") {
  Desk desk;
  desk.book.reserve(desk.reference, desk.lines, seconds(60));
  CHECK(desk.book.extend(desk.reference, kNow + seconds(90)).expires_at == kNow + seconds(90));
  CHECK(desk.book.extend(desk.reference, kNow + seconds(30)).expires_at == kNow + seconds(90));
}

}  // namespace
}  // namespace kontor::inventory
