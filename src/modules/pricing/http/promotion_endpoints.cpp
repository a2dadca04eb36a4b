#include "modules/pricing/http/endpoints.hpp"
#include "modules/pricing/store/promotion_rows.hpp"

namespace kontor::pricing {

namespace {

constexpr std::size_t kMostPromotions = 1000;

struct PromotionPath {
  PromotionId id;
};
KONTOR_DESCRIBE(PromotionPath, id)

struct PromotionBody {
  std::string name;
  bool enabled = true;
  bool automatic = false;
  Stacking stacking = Stacking::combinable;
  std::int64_t priority = 0;
  std::optional<Timestamp> starts_at;
  std::optional<Timestamp> ends_at;
  PromotionTerms terms;
  std::optional<std::int64_t> usage_limit;
  std::optional<std::int64_t> usage_limit_per_customer;
  std::optional<Money> budget;

  static void rules(json::Rules<PromotionBody>& rule) {
    rule(&PromotionBody::name).doc("As customers read it").length(1, 200).example("Summer sale");
    rule(&PromotionBody::enabled).optional();
    rule(&PromotionBody::automatic).optional().doc("Counts without a code");
    rule(&PromotionBody::stacking)
        .optional()
        .doc("Combinable ones count together; an exclusive one counts alone, where it saves more");
    rule(&PromotionBody::priority).optional().doc("The highest goes first").range(-1'000'000, 1'000'000);
    rule(&PromotionBody::ends_at).doc("It does not count any more from then on");
    rule(&PromotionBody::usage_limit).doc("How many orders may have it").range(1, 1'000'000'000);
    rule(&PromotionBody::usage_limit_per_customer).range(1, 1'000'000);
    rule(&PromotionBody::budget).doc("What it may cost; it counts in this currency only");
  }
};
KONTOR_DESCRIBE(PromotionBody, name, enabled, automatic, stacking, priority, starts_at, ends_at, terms, usage_limit,
                usage_limit_per_customer, budget)

struct PromotionView {
  PromotionId id;
  std::string name;
  bool enabled = true;
  bool automatic = false;
  Stacking stacking = Stacking::combinable;
  std::int64_t priority = 0;
  std::optional<Timestamp> starts_at;
  std::optional<Timestamp> ends_at;
  PromotionTerms terms;
  std::optional<std::int64_t> usage_limit;
  std::optional<std::int64_t> usage_limit_per_customer;
  std::optional<Money> budget;
  std::int64_t used = 0;
  std::optional<Money> spent;
  std::int64_t codes = 0;
  std::int64_t version = 1;

  static void rules(json::Rules<PromotionView>& rule) {
    rule(&PromotionView::used).doc("By orders, where there is a limit or budget");
    rule(&PromotionView::spent).doc("Of the budget");
    rule(&PromotionView::codes).doc("How many there are");
    rule(&PromotionView::version).doc("As in the ETag, for If-Match");
  }
};
KONTOR_DESCRIBE(PromotionView, id, name, enabled, automatic, stacking, priority, starts_at, ends_at, terms, usage_limit,
                usage_limit_per_customer, budget, used, spent, codes, version)

Promotion promotion_in(const PromotionBody& body, const PromotionId& id) {
  return {.id = id,
          .name = body.name,
          .enabled = body.enabled,
          .automatic = body.automatic,
          .stacking = body.stacking,
          .priority = body.priority,
          .starts_at = body.starts_at,
          .ends_at = body.ends_at,
          .terms = body.terms,
          .usage_limit = body.usage_limit,
          .usage_limit_per_customer = body.usage_limit_per_customer,
          .budget = body.budget};
}

PromotionView view_of(const promotion_rows::Known& known) {
  const auto& promotion = known.promotion;
  std::optional<Money> spent;
  if (promotion.budget) spent = Money(known.spent, promotion.budget->currency());
  return {promotion.id,
          promotion.name,
          promotion.enabled,
          promotion.automatic,
          promotion.stacking,
          promotion.priority,
          promotion.starts_at,
          promotion.ends_at,
          promotion.terms,
          promotion.usage_limit,
          promotion.usage_limit_per_customer,
          promotion.budget,
          known.used,
          spent,
          known.codes,
          promotion.version};
}

using PromotionAnswer = Result<http::Reply<PromotionView>>;

PromotionAnswer create_promotion(const Room& room, db::Tx& tx, const PromotionBody& body) {
  const auto promotion = promotion_in(body, PromotionId::generate());
  if (auto problems = problems_of(promotion); !problems.empty()) return invalid(std::move(problems));
  if (promotion_rows::count(tx) >= kMostPromotions) {
    return conflict("too_many_promotions", "There are 1000 promotions: remove one first.");
  }
  promotion_rows::insert(tx, promotion);
  auto view = view_of({.promotion = promotion});
  room.changes.note(tx, {"promotion_created", "promotion", promotion.id.str(), "", json::to_json(view)});
  return tagged(std::move(view));
}

PromotionAnswer found_promotion(db::Tx& tx, const PromotionId& id) {
  const auto known = promotion_rows::find(tx, id);
  if (!known) return not_found("promotion");
  return tagged(view_of(*known));
}

template <class Call>
PromotionAnswer replace_promotion(const Room& room, db::Tx& tx, const Call& call) {
  auto known = promotion_rows::find(tx, call.path.id);
  if (!known) return not_found("promotion");
  if (auto present = seen(call, known->promotion.version); !present) return present.error();
  const auto before = json::to_json(view_of(*known));
  const auto version = known->promotion.version;
  known->promotion = promotion_in(call.body, call.path.id);
  known->promotion.version = version + 1;
  if (auto problems = problems_of(known->promotion); !problems.empty()) return invalid(std::move(problems));
  if (!promotion_rows::replace(tx, known->promotion)) {
    return conflict("limit_below_use", "Orders have had more of it than the new limits allow.");
  }
  auto view = view_of(*known);
  room.changes.note(tx, {"promotion_changed", "promotion", call.path.id.str(), before, json::to_json(view)});
  return tagged(std::move(view));
}

template <class Call>
Result<void> remove_promotion(const Room& room, db::Tx& tx, const Call& call) {
  const auto known = promotion_rows::find(tx, call.path.id);
  if (!known) return not_found("promotion");
  if (auto present = seen(call, known->promotion.version); !present) return present;
  if (!promotion_rows::remove(tx, call.path.id)) {
    return conflict("promotion_in_use", "Orders have it: disable it instead.");
  }
  room.changes.note(tx, {"promotion_removed", "promotion", call.path.id.str(), json::to_json(view_of(*known)), ""});
  return {};
}

Result<http::Page<PromotionView>> list_promotions(db::Database database, const http::PageQuery& query) {
  const auto after = place_in<PromotionId>(query.cursor);
  if (!after) return after.error();
  return database.transact([&](db::Tx& tx) -> Result<http::Page<PromotionView>> {
    std::vector<PromotionView> views;
    for (const auto& known : promotion_rows::list(tx, *after, query.limit + 1)) views.push_back(view_of(known));
    return page_of(std::move(views), query.limit, [](const PromotionView& last) { return last.id.str(); });
  });
}

std::vector<http::Endpoint> promotion_readers(const Room& room) {
  return {for_readers(http::get("/pricing/promotions"))
              .summary("All promotions, the newest first")
              .query<http::PageQuery>()
              .answers<http::Page<PromotionView>>()
              .handle([room](const auto& call) { return list_promotions(room.database, call.query); }),
          for_readers(http::get("/pricing/promotions/{id}"))
              .summary("A promotion with its version")
              .path<PromotionPath>()
              .answers<PromotionView>()
              .fails({"not_found"})
              .handle([room](const auto& call) {
                auto database = room.database;
                return database.transact([&](db::Tx& tx) { return found_promotion(tx, call.path.id); });
              })};
}

}  // namespace

std::vector<http::Endpoint> promotion_endpoints(const Room& room) {
  auto all = promotion_readers(room);
  all.push_back(for_writers(http::post("/pricing/promotions"))
                    .summary("A new promotion")
                    .idempotent()
                    .body<PromotionBody>()
                    .answers<PromotionView>(201)
                    .fails({{ErrorKind::conflict, "too_many_promotions"}})
                    .handle([room](const auto& call) {
                      return room.once.run(call, room.database,
                                           [&](db::Tx& tx) { return create_promotion(room, tx, call.body); });
                    }));
  all.push_back(
      for_writers(http::put("/pricing/promotions/{id}"))
          .summary("Replaces a promotion; what was claimed of it stays counted. If-Match is required")
          .path<PromotionPath>()
          .body<PromotionBody>()
          .answers<PromotionView>()
          .fails({"not_found", "precondition_required", "version_conflict", {ErrorKind::conflict, "limit_below_use"}})
          .handle([room](const auto& call) {
            auto database = room.database;
            return database.transact([&](db::Tx& tx) { return replace_promotion(room, tx, call); });
          }));
  all.push_back(
      for_writers(http::del("/pricing/promotions/{id}"))
          .summary("Removes a promotion that no order has, with its codes. If-Match is required")
          .path<PromotionPath>()
          .fails({"not_found", "precondition_required", "version_conflict", {ErrorKind::conflict, "promotion_in_use"}})
          .handle([room](const auto& call) {
            auto database = room.database;
            return database.transact([&](db::Tx& tx) { return remove_promotion(room, tx, call); });
          }));
  return all;
}

}  // namespace kontor::pricing
