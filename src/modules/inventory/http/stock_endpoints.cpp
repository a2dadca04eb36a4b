#include "modules/inventory/http/stock_endpoints.hpp"

#include <algorithm>
#include <set>

#include "kernel/http/page.hpp"
#include "modules/inventory/http/staff_endpoint.hpp"
#include "modules/inventory/store/stock_rows.hpp"

namespace kontor::inventory {

namespace {

constexpr std::size_t kMostAsked = 100;
constexpr std::size_t kMostCounted = 500;
constexpr std::size_t kLongestReason = 200;

struct StockQuery {
  std::vector<VariantId> variant_id;

  static void rules(json::Rules<StockQuery>& rule) {
    rule(&StockQuery::variant_id).doc("Whose stock; several with commas").items(1, kMostAsked);
  }
};
KONTOR_DESCRIBE(StockQuery, variant_id)

struct StockView {
  VariantId variant_id;
  std::int64_t on_hand = 0;
  std::int64_t reserved = 0;
  std::int64_t available = 0;
  std::int64_t may_be_ordered = 0;

  static void rules(json::Rules<StockView>& rule) {
    rule(&StockView::on_hand).doc("Over all warehouses that are open").example(12);
    rule(&StockView::reserved).example(2);
    rule(&StockView::available).doc("On hand and not reserved").example(10);
    rule(&StockView::may_be_ordered).doc("Available, and what may be backordered or preordered").example(10);
  }
};
KONTOR_DESCRIBE(StockView, variant_id, on_hand, reserved, available, may_be_ordered)

struct NewAdjustment {
  VariantId variant_id;
  std::int64_t delta = 0;
  std::string reason;
  std::optional<WarehouseId> warehouse_id;

  static void rules(json::Rules<NewAdjustment>& rule) {
    rule(&NewAdjustment::delta).doc("By how much what is on hand changes").range(-kMostUnits, kMostUnits).example(10);
    rule(&NewAdjustment::reason).length(1, kLongestReason).example("received");
    rule(&NewAdjustment::warehouse_id).doc("Missing: the first open one that keeps it");
  }
};
KONTOR_DESCRIBE(NewAdjustment, variant_id, delta, reason, warehouse_id)

struct ShelfView {
  WarehouseId warehouse_id;
  std::int64_t on_hand = 0;
  std::int64_t reserved = 0;
  std::int64_t available = 0;
};
KONTOR_DESCRIBE(ShelfView, warehouse_id, on_hand, reserved, available)

struct AdjustedView {
  VariantId variant_id;
  WarehouseId warehouse_id;
  ShelfView warehouse;
  StockView stock;

  static void rules(json::Rules<AdjustedView>& rule) {
    rule(&AdjustedView::warehouse).doc("In this warehouse, afterwards");
    rule(&AdjustedView::stock).doc("Over all warehouses, afterwards");
  }
};
KONTOR_DESCRIBE(AdjustedView, variant_id, warehouse_id, warehouse, stock)

struct NewTransfer {
  VariantId variant_id;
  WarehouseId from_warehouse_id;
  WarehouseId to_warehouse_id;
  std::int64_t quantity = 0;
  std::string reason;

  static void rules(json::Rules<NewTransfer>& rule) {
    rule(&NewTransfer::quantity).range(1, kMostUnits).example(5);
    rule(&NewTransfer::reason).optional().length(0, kLongestReason);
  }
};
KONTOR_DESCRIBE(NewTransfer, variant_id, from_warehouse_id, to_warehouse_id, quantity, reason)

struct CountBody {
  VariantId variant_id;
  std::int64_t counted = 0;
  std::int64_t seen = 0;

  static void rules(json::Rules<CountBody>& rule) {
    rule(&CountBody::counted).range(0, kMostUnits).example(9);
    rule(&CountBody::seen).doc("What was said to be on hand when it was counted").range(0, kMostUnits).example(10);
  }
};
KONTOR_DESCRIBE(CountBody, variant_id, counted, seen)

struct NewStocktake {
  WarehouseId warehouse_id;
  std::string reason;
  std::vector<CountBody> counts;

  static void rules(json::Rules<NewStocktake>& rule) {
    rule(&NewStocktake::reason).length(1, kLongestReason).example("yearly stocktake");
    rule(&NewStocktake::counts).items(1, kMostCounted);
  }
};
KONTOR_DESCRIBE(NewStocktake, warehouse_id, reason, counts)

struct DifferenceView {
  VariantId variant_id;
  std::int64_t on_hand = 0;
  std::int64_t reserved = 0;
  std::int64_t difference = 0;
};
KONTOR_DESCRIBE(DifferenceView, variant_id, on_hand, reserved, difference)

struct StocktakeView {
  WarehouseId warehouse_id;
  std::vector<DifferenceView> differences;

  static void rules(json::Rules<StocktakeView>& rule) {
    rule(&StocktakeView::differences).doc("Of each variant that was counted; 0 where it was as expected");
  }
};
KONTOR_DESCRIBE(StocktakeView, warehouse_id, differences)

StockView view_of(const StockLevel& level) {
  return {level.variant_id, level.on_hand, level.reserved, level.available, level.may_be_ordered};
}

AdjustedView view_of(const StockDesk::Outcome& outcome) {
  const auto& shelf = outcome.shelf;
  return {.variant_id = outcome.level.variant_id,
          .warehouse_id = shelf.warehouse,
          .warehouse = {shelf.warehouse, shelf.on_hand, shelf.reserved, shelf.available()},
          .stock = view_of(outcome.level)};
}

Result<AdjustedView> viewed(const Result<StockDesk::Outcome>& outcome) {
  if (!outcome) return outcome.error();
  return view_of(*outcome);
}

Result<http::Page<StockView>> stock(const db::Database& database, const StockQuery& query) {
  if (query.variant_id.empty()) return invalid({{"/variant_id", "required", "is missing"}});
  const auto levels = stock_rows::levels(database, query.variant_id);
  if (!levels) return levels.error();
  http::Page<StockView> page;
  page.page.limit = kMostAsked;
  for (const auto& level : *levels) page.data.push_back(view_of(level));
  return page;
}

Result<std::vector<StockDesk::Counted>> counts_of(const NewStocktake& body) {
  std::set<VariantId> known;
  std::vector<FieldProblem> twice;
  std::vector<StockDesk::Counted> counts;
  for (std::size_t i = 0; i < body.counts.size(); ++i) {
    const auto& one = body.counts[i];
    if (!known.insert(one.variant_id).second) {
      twice.push_back({"/counts/" + std::to_string(i) + "/variant_id", "duplicate", "is counted twice"});
    }
    counts.push_back({one.variant_id, one.counted, one.seen});
  }
  if (!twice.empty()) return invalid(std::move(twice));
  return counts;
}

Result<StocktakeView> take_stock(db::Tx& tx, StockDesk& desk, const NewStocktake& body) {
  const auto counts = counts_of(body);
  if (!counts) return counts.error();
  const auto differences = desk.count(tx, body.warehouse_id, *counts, body.reason);
  if (!differences) return differences.error();
  StocktakeView view{.warehouse_id = body.warehouse_id, .differences = {}};
  for (const auto& one : *differences) {
    view.differences.push_back({one.variant, one.on_hand, one.reserved, one.difference});
  }
  return view;
}

http::Endpoint stock_endpoint(const StockRoom& room) {
  return http::get("/inventory/stock")
      .summary("What is in stock of some variants")
      .description("In the order asked. What no warehouse keeps has zeros.")
      .tag("inventory")
      .access(auth::Access::anyone())
      .query<StockQuery>()
      .answers<http::Page<StockView>>()
      .handle([room](const auto& call) { return stock(room.database, call.query); });
}

http::Endpoint adjust_endpoint(const StockRoom& room) {
  return for_staff(http::post("/inventory/adjustments"), kWrite)
      .summary("Corrects what is on hand")
      .idempotent()
      .body<NewAdjustment>()
      .answers<AdjustedView>(201)
      .fails({{ErrorKind::conflict, "below_reserved"}, {ErrorKind::conflict, "no_open_warehouse"}})
      .handle([room](const auto& call) {
        return room.once.run(call, room.database, [&](db::Tx& tx) -> Result<AdjustedView> {
          const auto& body = call.body;
          if (body.delta == 0) return invalid({{"/delta", "range", "must not be 0"}});
          return viewed(room.desk.adjust(tx, {body.variant_id, body.delta, body.reason, body.warehouse_id}));
        });
      });
}

http::Endpoint transfer_endpoint(const StockRoom& room) {
  return for_staff(http::post("/inventory/transfers"), kWrite)
      .summary("Moves what is not reserved to another warehouse")
      .idempotent()
      .body<NewTransfer>()
      .answers<AdjustedView>(201)
      .fails({http::Failure(ErrorKind::conflict, "insufficient_stock").with<Lacking>()})
      .handle([room](const auto& call) {
        return room.once.run(call, room.database, [&](db::Tx& tx) {
          const auto& body = call.body;
          return viewed(room.desk.transfer(
              tx, {body.variant_id, body.from_warehouse_id, body.to_warehouse_id, body.quantity, body.reason}));
        });
      });
}

http::Endpoint stocktake_endpoint(const StockRoom& room) {
  return for_staff(http::post("/inventory/stocktakes"), kWrite)
      .summary("Puts right what was counted")
      .description(
          "Each count says what was seen on hand when it was counted. Where that has changed meanwhile nothing is "
          "done, "
          "and the answer names what is to be counted again.")
      .idempotent()
      .body<NewStocktake>()
      .answers<StocktakeView>(201)
      .fails({"version_conflict", {ErrorKind::conflict, "below_reserved"}})
      .handle([room](const auto& call) {
        return room.once.run(call, room.database, [&](db::Tx& tx) { return take_stock(tx, room.desk, call.body); });
      });
}

}  // namespace

std::vector<http::Endpoint> stock_endpoints(const StockRoom& room) {
  return {stock_endpoint(room), adjust_endpoint(room), transfer_endpoint(room), stocktake_endpoint(room)};
}

}  // namespace kontor::inventory
