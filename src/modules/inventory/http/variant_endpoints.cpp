#include "modules/inventory/http/variant_endpoints.hpp"

#include "kernel/core/text.hpp"
#include "kernel/http/page.hpp"
#include "kernel/http/precondition.hpp"
#include "modules/inventory/http/staff_endpoint.hpp"
#include "modules/inventory/store/stock_rows.hpp"

namespace kontor::inventory {

KONTOR_DESCRIBE_ENUM(PolicyKind, none, backorder, preorder)

namespace {

struct VariantPath {
  VariantId id;
};
KONTOR_DESCRIBE(VariantPath, id)

struct PolicyView {
  PolicyKind kind = PolicyKind::none;
  std::int64_t limit = 0;
  std::optional<Timestamp> available_on;
  std::optional<std::int64_t> low_at;

  static void rules(json::Rules<PolicyView>& rule) {
    rule(&PolicyView::kind).doc("Whether more may be ordered than is available; preorders until `available_on`");
    rule(&PolicyView::limit).optional().doc("How many more").range(0, kMostUnits).example(20);
    rule(&PolicyView::available_on).doc("When more is expected; a preorder needs it");
    rule(&PolicyView::low_at).doc("Few, where no more than so many are available").range(0, kMostUnits).example(5);
  }
};
KONTOR_DESCRIBE(PolicyView, kind, limit, available_on, low_at)

struct VariantShelfView {
  WarehouseId warehouse_id;
  bool is_open = true;
  std::int64_t on_hand = 0;
  std::int64_t reserved = 0;
  std::int64_t available = 0;
};
KONTOR_DESCRIBE(VariantShelfView, warehouse_id, is_open, on_hand, reserved, available)

struct VariantView {
  VariantId variant_id;
  std::int64_t on_hand = 0;
  std::int64_t reserved = 0;
  std::int64_t available = 0;
  std::int64_t may_be_ordered = 0;
  std::vector<VariantShelfView> warehouses;
  PolicyView policy;
  std::int64_t version = 0;

  static void rules(json::Rules<VariantView>& rule) {
    rule(&VariantView::on_hand).doc("Over all warehouses that are open, as what follows");
    rule(&VariantView::warehouses).doc("In the order in which they are asked, also those that are closed");
    rule(&VariantView::version).doc("Of the policy, as in the ETag; 0: nothing was ever kept");
  }
};
KONTOR_DESCRIBE(VariantView, variant_id, on_hand, reserved, available, may_be_ordered, warehouses, policy, version)

struct HistoryQuery {
  std::optional<WarehouseId> warehouse_id;
  int limit = http::kDefaultPageLimit;
  std::optional<std::string> cursor;

  static void rules(json::Rules<HistoryQuery>& rule) { http::page_rules(rule); }
};
KONTOR_DESCRIBE(HistoryQuery, warehouse_id, limit, cursor)

struct MovementView {
  std::int64_t id = 0;
  Timestamp at;
  WarehouseId warehouse_id;
  std::int64_t on_hand = 0;
  std::int64_t reserved = 0;
  std::string cause;
  std::optional<ReservationId> reservation_id;
  std::string note;
  std::string actor;

  static void rules(json::Rules<MovementView>& rule) {
    rule(&MovementView::on_hand).doc("By how much it changed: all of them sum to the level").example(-2);
    rule(&MovementView::reserved).doc("By how much it changed").example(-2);
    rule(&MovementView::cause)
        .doc("reserved, released, committed, restocked, adjusted, transferred, counted")
        .example("committed");
    rule(&MovementView::actor).doc("Who did it by hand");
  }
};
KONTOR_DESCRIBE(MovementView, id, at, warehouse_id, on_hand, reserved, cause, reservation_id, note, actor)

VariantView view_of(const Item& item, Timestamp now) {
  const auto level = level_of(item, now);
  VariantView view{.variant_id = item.variant,
                   .on_hand = level.on_hand,
                   .reserved = level.reserved,
                   .available = level.available,
                   .may_be_ordered = level.may_be_ordered,
                   .warehouses = {},
                   .policy = {item.policy.kind, item.policy.limit, item.policy.available_on, item.policy.low_at},
                   .version = item.policy_version};
  for (const auto& shelf : item.shelves) {
    view.warehouses.push_back({shelf.warehouse, shelf.is_open, shelf.on_hand, shelf.reserved, shelf.available()});
  }
  return view;
}

using VariantReply = http::Reply<VariantView>;

VariantReply tagged(VariantView view) {
  const auto tag = http::version_tag(view.version);
  return {std::move(view), 0, {{"ETag", tag}}};
}

Result<VariantReply> find_variant(const db::Database& database, const VariantId& id) {
  const auto seen = stock_rows::find(database, id);
  if (!seen) return seen.error();
  if (!*seen) return tagged(view_of({.variant = id, .policy_version = 0, .shelves = {}}, {}));
  return tagged(view_of((*seen)->item, (*seen)->now));
}

Result<Policy> sound_policy(const PolicyView& body) {
  std::vector<FieldProblem> problems;
  if (body.kind == PolicyKind::none && body.limit != 0) {
    problems.push_back({"/limit", "not_allowed", "is for backorders and preorders"});
  }
  if (body.kind == PolicyKind::preorder && !body.available_on) {
    problems.push_back({"/available_on", "required", "is needed for preorders"});
  }
  if (!problems.empty()) return invalid(std::move(problems));
  return Policy{body.kind, body.limit, body.available_on, body.low_at};
}

MovementView view_of(const stock_rows::Moved& moved) {
  const auto& [variant, warehouse, on_hand, reserved, cause, reference, note] = moved.movement;
  return {.id = moved.id,
          .at = moved.at,
          .warehouse_id = warehouse,
          .on_hand = on_hand,
          .reserved = reserved,
          .cause = moved.cause,
          .reservation_id = reference ? std::optional(ReservationId(*reference)) : std::nullopt,
          .note = note,
          .actor = moved.actor};
}

Result<http::Page<MovementView>> history_of(const db::Database& database, const VariantId& id,
                                            const HistoryQuery& query) {
  const auto before = query.cursor ? text::parse_int(*query.cursor) : std::nullopt;
  if (query.cursor && !before) return no_place_of_this_list();
  auto moved = stock_rows::history(database, id, query.warehouse_id, before, query.limit);
  if (!moved) return moved.error();
  http::Page<MovementView> page;
  page.page.limit = query.limit;
  page.page.has_more = moved->size() > static_cast<std::size_t>(query.limit);
  if (page.page.has_more) moved->pop_back();
  for (const auto& one : *moved) page.data.push_back(view_of(one));
  if (page.page.has_more) page.page.next_cursor = std::to_string(moved->back().id);
  return page;
}

http::Endpoint policy_endpoint(const StockRoom& room) {
  return for_staff(http::put("/inventory/variants/{id}/policy"), kWrite)
      .summary("What may be ordered beyond what is available, and when it is few. If-Match is required")
      .path<VariantPath>()
      .body<PolicyView>()
      .answers<VariantView>()
      .fails({"version_conflict", "precondition_required", {ErrorKind::conflict, "promised_already"}})
      .handle([room](const auto& call) -> Result<VariantReply> {
        const auto policy = sound_policy(call.body);
        if (!policy) return policy.error();
        auto database = room.database;
        const auto item = database.transact([&](db::Tx& tx) {
          return room.desk.set_policy(tx, call.path.id, *policy, [&](std::int64_t version) {
            return http::check_if_match(call.request, version, http::IfMatch::required);
          });
        });
        if (!item) return item.error();
        return find_variant(room.database, call.path.id);
      });
}

}  // namespace

std::vector<http::Endpoint> variant_endpoints(const StockRoom& room) {
  return {for_staff(http::get("/inventory/variants/{id}"), kRead)
              .summary("A variant's stock in each warehouse, and its policy")
              .path<VariantPath>()
              .answers<VariantView>()
              .handle([room](const auto& call) { return find_variant(room.database, call.path.id); }),
          for_staff(http::get("/inventory/variants/{id}/history"), kRead)
              .summary("Every change of a variant's stock, the newest first")
              .path<VariantPath>()
              .query<HistoryQuery>()
              .answers<http::Page<MovementView>>()
              .handle([room](const auto& call) { return history_of(room.database, call.path.id, call.query); }),
          policy_endpoint(room)};
}

}  // namespace kontor::inventory
