#include "modules/shipping/http/rate_endpoints.hpp"
#include "modules/shipping/http/staff.hpp"
#include "modules/shipping/store/rate_rows.hpp"

namespace kontor::shipping {

namespace {

constexpr int kMostDays = 365;

struct MethodPath {
  ShippingMethodId id;
};
KONTOR_DESCRIBE(MethodPath, id)

struct MethodQuery {
  int limit = http::kDefaultPageLimit;
  std::optional<std::string> cursor;
  std::optional<ShippingZoneId> zone_id;

  static void rules(json::Rules<MethodQuery>& rule) { http::page_rules(rule); }
};
KONTOR_DESCRIBE(MethodQuery, limit, cursor, zone_id)

template <class Body>
void content_rules(json::Rules<Body>& rule) {
  rule(&Body::name).length(1, 100).example("Standard");
  rule(&Body::carrier).doc("manual or sandbox").length(1, 50).example("manual");
  rule(&Body::kind).doc("What the steps of the prices count: nothing, grams, or the order's value").example("flat");
  rule(&Body::prices).doc("One per currency; in others it is not offered").items(1, 200);
  rule(&Body::max_weight_grams).doc("Heavier parcels are not offered it").at_least(1);
  rule(&Body::tax_class).optional().length(1, 50).example("standard");
  rule(&Body::min_days).doc("Working days on the way, at least").range(0, kMostDays).example(2);
  rule(&Body::max_days).doc("Working days on the way, at most").range(0, kMostDays).example(4);
  rule(&Body::cutoff_minutes).doc("Minutes after midnight; without it that of the house").range(0, 24 * 60);
  rule(&Body::active).doc("Whether it can be chosen").optional();
  rule(&Body::position).doc("Among methods of one price").optional().range(-10'000, 10'000);
}

struct MethodBody {
  ShippingZoneId zone_id;
  std::string name;
  std::string carrier;
  RateKind kind = RateKind::flat;
  std::vector<PriceTable> prices;
  std::optional<std::int64_t> max_weight_grams;
  std::string tax_class = "standard";
  int min_days = 0;
  int max_days = 0;
  std::optional<int> cutoff_minutes;
  bool active = true;
  int position = 0;

  static void rules(json::Rules<MethodBody>& rule) { content_rules(rule); }
};
KONTOR_DESCRIBE(MethodBody, zone_id, name, carrier, kind, prices, max_weight_grams, tax_class, min_days, max_days,
                cutoff_minutes, active, position)

struct MethodView {
  ShippingMethodId id;
  ShippingZoneId zone_id;
  std::string name;
  std::string carrier;
  RateKind kind = RateKind::flat;
  std::vector<PriceTable> prices;
  std::optional<std::int64_t> max_weight_grams;
  std::string tax_class;
  int min_days = 0;
  int max_days = 0;
  std::optional<int> cutoff_minutes;
  bool active = true;
  int position = 0;
  std::int64_t version = 1;

  static void rules(json::Rules<MethodView>& rule) {
    content_rules(rule);
    rule(&MethodView::version).doc("As in the ETag, for If-Match");
  }
};
KONTOR_DESCRIBE(MethodView, id, zone_id, name, carrier, kind, prices, max_weight_grams, tax_class, min_days, max_days,
                cutoff_minutes, active, position, version)

MethodView view_of(const Method& method) {
  return {method.id,
          method.zone_id,
          method.name,
          method.carrier,
          method.kind,
          method.prices,
          method.max_weight_grams,
          method.tax_class,
          method.min_days,
          method.max_days,
          method.cutoff_minutes,
          method.active,
          method.position,
          method.version};
}

Method draft_of(const MethodBody& body, const ShippingMethodId& id = {}) {
  return {id,
          body.zone_id,
          body.name,
          body.carrier,
          body.kind,
          body.prices,
          body.max_weight_grams,
          body.tax_class,
          body.min_days,
          body.max_days,
          body.cutoff_minutes,
          body.active,
          body.position,
          1};
}

Result<http::Reply<MethodView>> replied(const Result<Method>& method) {
  if (!method) return method.error();
  return tagged(view_of(*method), method->version);
}

Result<http::Page<MethodView>> list(const db::Database& database, const MethodQuery& query) {
  const auto after = http::place_of<ShippingMethodId>(query.cursor);
  if (!after) return after.error();
  auto methods = rate_rows::methods(database, *after, query.limit + 1, query.zone_id);
  if (!methods) return std::move(methods).error();
  return http::page_of<MethodView>(*std::move(methods), query.limit,
                                   [](const Method& method) { return view_of(method); });
}

Result<Method> find(db::Database database, const ShippingMethodId& id) {
  return database.transact([&](db::Tx& tx) -> Result<Method> {
    auto method = rate_rows::find_method(tx, id);
    return method ? Result<Method>(*std::move(method)) : not_found("shipping method");
  });
}

template <class Call>
Result<http::Response> create_method(const RateRoom& room, const Call& call) {
  auto done = room.once.run(call, room.database,
                            [&](db::Tx& tx) { return replied(room.desk.create(tx, draft_of(call.body))); });
  room.rates.forget();
  return done;
}

template <class Call>
Result<http::Reply<MethodView>> replace_method(RateRoom room, const Call& call) {
  const auto method = room.database.transact([&](db::Tx& tx) {
    return room.desk.replace(tx, draft_of(call.body, call.path.id), if_match(call, http::IfMatch::required));
  });
  room.rates.forget();
  return replied(method);
}

template <class Call>
Result<void> remove_method(RateRoom room, const Call& call) {
  auto done = room.database.transact(
      [&](db::Tx& tx) { return room.desk.remove(tx, call.path.id, if_match(call, http::IfMatch::optional)); });
  room.rates.forget();
  return done;
}

}  // namespace

std::vector<http::Endpoint> method_endpoints(RateRoom room) {
  return {
      for_staff(http::get("/shipping/methods"), kRead)
          .summary("How things can be sent")
          .query<MethodQuery>()
          .answers<http::Page<MethodView>>()
          .handle([room](const auto& call) { return list(room.database, call.query); }),
      for_staff(http::post("/shipping/methods"), kWrite)
          .summary("A method more")
          .idempotent()
          .body<MethodBody>()
          .answers<MethodView>(201)
          .handle([room](const auto& call) { return create_method(room, call); }),
      for_staff(http::get("/shipping/methods/{id}"), kRead)
          .summary("A method")
          .path<MethodPath>()
          .answers<MethodView>()
          .fails({"not_found"})
          .handle([room](const auto& call) { return replied(find(room.database, call.path.id)); }),
      for_staff(http::put("/shipping/methods/{id}"), kWrite)
          .summary("Replaces a method. If-Match is required")
          .path<MethodPath>()
          .body<MethodBody>()
          .answers<MethodView>()
          .fails({"not_found", "precondition_required", "version_conflict"})
          .handle([room](const auto& call) { return replace_method(room, call); }),
      for_staff(http::del("/shipping/methods/{id}"), kWrite)
          .summary("Takes a method away; who chose it before still gets it")
          .path<MethodPath>()
          .fails({"not_found", "version_conflict"})
          .handle([room](const auto& call) { return remove_method(room, call); }),
  };
}

}  // namespace kontor::shipping
