#include "modules/shipping/http/shipment_endpoints.hpp"

#include "modules/shipping/actions/packing_slip.hpp"
#include "modules/shipping/http/shipment_views.hpp"
#include "modules/shipping/http/staff.hpp"

namespace kontor::shipping {

namespace {

constexpr std::size_t kLongestText = 300;
constexpr const char* kSlipPolicy =
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

struct ShipmentPath {
  ShipmentId id;
};
KONTOR_DESCRIBE(ShipmentPath, id)

struct ShipmentQuery {
  int limit = http::kDefaultPageLimit;
  std::optional<std::string> cursor;
  std::optional<ShipmentStatus> status;
  std::optional<std::string> carrier;
  std::optional<Uuid> reference;
  std::optional<std::string> number;

  static void rules(json::Rules<ShipmentQuery>& rule) {
    http::page_rules(rule);
    rule(&ShipmentQuery::carrier).length(1, 50).example("manual");
    rule(&ShipmentQuery::reference).doc("Of who ordered it");
    rule(&ShipmentQuery::number).doc("Of the order").length(1, 100);
  }
};
KONTOR_DESCRIBE(ShipmentQuery, limit, cursor, status, carrier, reference, number)

// What is said about a step; all of it may be left out.
struct StepBody {
  std::optional<std::string> text;
  std::optional<std::string> carrier_code;
  std::optional<Timestamp> at;

  static void rules(json::Rules<StepBody>& rule) {
    rule(&StepBody::text).doc("For whoever tracks the parcel: nothing personal").length(1, kLongestText);
    rule(&StepBody::carrier_code).doc("On the carrier's label").length(1, 100).example("00340434161094022115");
    rule(&StepBody::at).doc("When it happened; without it now");
  }
};
KONTOR_DESCRIBE(StepBody, text, carrier_code, at)

struct TrackingBody {
  std::optional<ShipmentStatus> status;
  std::string text;
  std::optional<Timestamp> at;

  static void rules(json::Rules<TrackingBody>& rule) {
    rule(&TrackingBody::status).doc("Where the news move it; without it they are a remark");
    rule(&TrackingBody::text).doc("For whoever tracks the parcel: nothing personal").length(1, kLongestText);
    rule(&TrackingBody::at).doc("When it happened; without it now");
  }
};
KONTOR_DESCRIBE(TrackingBody, status, text, at)

struct ShareBody {
  Uuid line_id;
  std::int64_t quantity = 1;

  static void rules(json::Rules<ShareBody>& rule) { rule(&ShareBody::quantity).range(1, 1'000'000).example(1); }
};
KONTOR_DESCRIBE(ShareBody, line_id, quantity)

struct SplitBody {
  std::vector<ShareBody> items;

  static void rules(json::Rules<SplitBody>& rule) {
    rule(&SplitBody::items).doc("What goes into a shipment of its own").items(1, 500);
  }
};
KONTOR_DESCRIBE(SplitBody, items)

Result<http::Reply<ShipmentView>> replied(const Result<Shipment>& shipment) {
  if (!shipment) return shipment.error();
  return tagged(view_of(*shipment), shipment->version);
}

Result<http::Page<ShipmentView>> list(const db::Database& database, const ShipmentQuery& query) {
  const auto before = http::place_of<ShipmentId>(query.cursor);
  if (!before) return before.error();
  auto shipments = shipment_rows::list(database, {query.status, query.carrier, query.reference, query.number}, *before,
                                       query.limit + 1);
  if (!shipments) return std::move(shipments).error();
  return http::page_of<ShipmentView>(*std::move(shipments), query.limit,
                                     [](const Shipment& shipment) { return view_of(shipment); });
}

Result<Shipment> find(const db::Database& database, const ShipmentId& id) {
  auto found = shipment_rows::find(database, id);
  if (!found) return std::move(found).error();
  return *found ? Result<Shipment>(**std::move(found)) : not_found("shipment");
}

// none: the person was erased.
Result<std::optional<postal::Address>> address_of(const ShipmentRoom& room, const Shipment& shipment) {
  const auto opened = room.personal.open_all(room.database, {&shipment.address, 1});
  if (!opened) return opened.error();
  if (!opened->front()) return std::optional<postal::Address>();
  const auto address = json::read<postal::Address>(*opened->front(), {.unknown = json::Unknown::ignore});
  if (!address) return address.error();
  return std::optional(*address);
}

Result<http::Reply<ShipmentDetail>> detail(const ShipmentRoom& room, const ShipmentId& id) {
  const auto shipment = find(room.database, id);
  if (!shipment) return shipment.error();
  auto address = address_of(room, *shipment);
  if (!address) return std::move(address).error();
  const auto events = shipment_rows::history(room.database, id);
  if (!events) return events.error();
  return tagged(ShipmentDetail{view_of(*shipment), *std::move(address), views_of(*events)}, shipment->version);
}

Result<http::Response> slip(const ShipmentRoom& room, const ShipmentId& id) {
  const auto shipment = find(room.database, id);
  if (!shipment) return shipment.error();
  const auto address = address_of(room, *shipment);
  if (!address) return address.error();
  http::Response response;
  response.set("Content-Type", "text/html; charset=utf-8");
  response.set("Content-Security-Policy", kSlipPolicy);
  response.body = packing_slip(*shipment, *address);
  return response;
}

template <class Call>
auto seen_by(const Call& call) {
  return if_match(call, http::IfMatch::optional);
}

// A step that staff take with one word.
http::Endpoint step_endpoint(const ShipmentRoom& room, const std::string& word, ShipmentStatus to,
                             std::string summary) {
  return for_staff(http::post("/shipping/shipments/{id}/" + word), kWrite)
      .summary(std::move(summary))
      .idempotent()
      .path<ShipmentPath>()
      .body<StepBody>()
      .answers<ShipmentView>()
      .fails({"not_found", "version_conflict", {ErrorKind::conflict, "wrong_status"}})
      .handle([room, to](const auto& call) {
        const auto& body = call.body;
        return room.once.run(call, room.database, [&](db::Tx& tx) {
          return replied(room.desk.move(tx, call.path.id, {to, body.text.value_or(""), body.carrier_code, body.at},
                                        seen_by(call)));
        });
      });
}

template <class Call>
Result<Shipment> told(const ShipmentRoom& room, db::Tx& tx, const Call& call) {
  const auto& body = call.body;
  if (!body.status) return room.desk.remark(tx, call.path.id, body.text, body.at);
  if (!is_on_the_way(*body.status)) {
    return invalid({{"/status", "not_allowed", "is not one that a parcel on its way has"}});
  }
  return room.desk.move(tx, call.path.id, {*body.status, body.text, std::nullopt, body.at}, seen_by(call));
}

template <class Call>
Result<Shipment> taken_apart(const ShipmentRoom& room, db::Tx& tx, const Call& call) {
  std::vector<ItemShare> shares;
  for (const auto& item : call.body.items) shares.push_back({item.line_id, item.quantity});
  return room.desk.take_apart(tx, call.path.id, shares, seen_by(call));
}

std::vector<http::Endpoint> reading_endpoints(const ShipmentRoom& room) {
  return {
      for_staff(http::get("/shipping/shipments"), kRead)
          .summary("Shipments, the newest first")
          .query<ShipmentQuery>()
          .answers<http::Page<ShipmentView>>()
          .handle([room](const auto& call) { return list(room.database, call.query); }),
      for_staff(http::get("/shipping/shipments/{id}"), kRead)
          .summary("A shipment with its address and what happened to it")
          .path<ShipmentPath>()
          .answers<ShipmentDetail>()
          .fails({"not_found"})
          .handle([room](const auto& call) { return detail(room, call.path.id); }),
      for_staff(http::get("/shipping/shipments/{id}/packing-slip"), kRead)
          .summary("A page to print and put into the parcel")
          .path<ShipmentPath>()
          .produces("text/html")
          .fails({"not_found"})
          .handle([room](const auto& call) { return slip(room, call.path.id); }),
  };
}

}  // namespace

std::vector<http::Endpoint> shipment_endpoints(ShipmentRoom room) {
  auto all = reading_endpoints(room);
  all.push_back(step_endpoint(room, "pack", ShipmentStatus::packed, "It is packed"));
  all.push_back(step_endpoint(room, "dispatch", ShipmentStatus::dispatched, "It has been handed to the carrier"));
  all.push_back(step_endpoint(room, "deliver", ShipmentStatus::delivered, "It has arrived"));
  all.push_back(step_endpoint(room, "fail", ShipmentStatus::failed, "It was refused by the carrier, or lost"));
  all.push_back(step_endpoint(room, "return", ShipmentStatus::returned, "It came back"));
  all.push_back(for_staff(http::post("/shipping/shipments/{id}/tracking-events"), kWrite)
                    .summary("News of a parcel: a remark, or a step on its way")
                    .idempotent()
                    .path<ShipmentPath>()
                    .body<TrackingBody>()
                    .answers<ShipmentView>(201)
                    .fails({"not_found", "version_conflict", {ErrorKind::conflict, "wrong_status"}})
                    .handle([room](const auto& call) {
                      return room.once.run(call, room.database,
                                           [&](db::Tx& tx) { return replied(told(room, tx, call)); });
                    }));
  all.push_back(for_staff(http::post("/shipping/shipments/{id}/split"), kWrite)
                    .summary("Some items into a shipment of their own, which is answered")
                    .idempotent()
                    .path<ShipmentPath>()
                    .body<SplitBody>()
                    .answers<ShipmentView>(201)
                    .fails({"not_found",
                            "version_conflict",
                            {ErrorKind::conflict, "wrong_status"},
                            {ErrorKind::invalid, "nothing_left"}})
                    .handle([room](const auto& call) {
                      return room.once.run(call, room.database,
                                           [&](db::Tx& tx) { return replied(taken_apart(room, tx, call)); });
                    }));
  all.push_back(for_staff(http::post("/shipping/shipments/{id}/sandbox/advance"), kWrite)
                    .summary("The sandbox carrier goes one step on")
                    .idempotent()
                    .path<ShipmentPath>()
                    .answers<ShipmentView>()
                    .fails({"not_found", {ErrorKind::conflict, "not_sandbox"}, {ErrorKind::conflict, "wrong_status"}})
                    .handle([room](const auto& call) {
                      return room.once.run(call, room.database, [&](db::Tx& tx) {
                        return replied(room.desk.play_carrier(tx, call.path.id));
                      });
                    }));
  return all;
}

}  // namespace kontor::shipping
