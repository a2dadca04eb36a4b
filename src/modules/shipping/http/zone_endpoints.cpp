#include "modules/shipping/http/rate_endpoints.hpp"
#include "modules/shipping/http/staff.hpp"
#include "modules/shipping/store/rate_rows.hpp"

namespace kontor::shipping {

namespace {

struct ZonePath {
  ShippingZoneId id;
};
KONTOR_DESCRIBE(ZonePath, id)

struct ZoneBody {
  std::string name;
  bool rest_of_world = false;
  std::vector<Territory> territories;

  static void rules(json::Rules<ZoneBody>& rule) {
    rule(&ZoneBody::name).length(1, 100).example("European Union");
    rule(&ZoneBody::rest_of_world).doc("Also all that lies in no other zone").optional();
    rule(&ZoneBody::territories).doc("The narrowest around a place decides between zones").optional().items(0, 500);
  }
};
KONTOR_DESCRIBE(ZoneBody, name, rest_of_world, territories)

struct ZoneView {
  ShippingZoneId id;
  std::string name;
  bool rest_of_world = false;
  std::vector<Territory> territories;
  std::int64_t version = 1;

  static void rules(json::Rules<ZoneView>& rule) { rule(&ZoneView::version).doc("As in the ETag, for If-Match"); }
};
KONTOR_DESCRIBE(ZoneView, id, name, rest_of_world, territories, version)

ZoneView view_of(const Zone& zone) {
  return {zone.id, zone.name, zone.rest_of_world, zone.territories, zone.version};
}

Zone draft_of(const ZoneBody& body, const ShippingZoneId& id = {}) {
  return {id, body.name, body.rest_of_world, body.territories, 1};
}

Result<http::Reply<ZoneView>> replied(const Result<Zone>& zone) {
  if (!zone) return zone.error();
  return tagged(view_of(*zone), zone->version);
}

Result<http::Page<ZoneView>> list(const db::Database& database, const http::PageQuery& query) {
  const auto after = http::place_of<ShippingZoneId>(query.cursor);
  if (!after) return after.error();
  auto zones = rate_rows::zones(database, *after, query.limit + 1);
  if (!zones) return std::move(zones).error();
  return http::page_of<ZoneView>(*std::move(zones), query.limit, [](const Zone& zone) { return view_of(zone); });
}

Result<Zone> find(db::Database database, const ShippingZoneId& id) {
  return database.transact([&](db::Tx& tx) -> Result<Zone> {
    auto zone = rate_rows::find_zone(tx, id);
    return zone ? Result<Zone>(*std::move(zone)) : not_found("shipping zone");
  });
}

template <class Call>
Result<http::Response> create_zone(const RateRoom& room, const Call& call) {
  auto done = room.once.run(call, room.database,
                            [&](db::Tx& tx) { return replied(room.desk.create(tx, draft_of(call.body))); });
  room.rates.forget();
  return done;
}

template <class Call>
Result<http::Reply<ZoneView>> replace_zone(RateRoom room, const Call& call) {
  const auto zone = room.database.transact([&](db::Tx& tx) {
    return room.desk.replace(tx, draft_of(call.body, call.path.id), if_match(call, http::IfMatch::required));
  });
  room.rates.forget();
  return replied(zone);
}

template <class Call>
Result<void> remove_zone(RateRoom room, const Call& call) {
  auto done = room.database.transact(
      [&](db::Tx& tx) { return room.desk.remove(tx, call.path.id, if_match(call, http::IfMatch::optional)); });
  room.rates.forget();
  return done;
}

}  // namespace

std::vector<http::Endpoint> zone_endpoints(RateRoom room) {
  return {
      for_staff(http::get("/shipping/zones"), kRead)
          .summary("Where different methods are offered")
          .query<http::PageQuery>()
          .answers<http::Page<ZoneView>>()
          .handle([room](const auto& call) { return list(room.database, call.query); }),
      for_staff(http::post("/shipping/zones"), kWrite)
          .summary("A zone more")
          .idempotent()
          .body<ZoneBody>()
          .answers<ZoneView>(201)
          .fails({{ErrorKind::conflict, "rest_of_world_exists"}})
          .handle([room](const auto& call) { return create_zone(room, call); }),
      for_staff(http::get("/shipping/zones/{id}"), kRead)
          .summary("A zone")
          .path<ZonePath>()
          .answers<ZoneView>()
          .fails({"not_found"})
          .handle([room](const auto& call) { return replied(find(room.database, call.path.id)); }),
      for_staff(http::put("/shipping/zones/{id}"), kWrite)
          .summary("Replaces a zone. If-Match is required")
          .path<ZonePath>()
          .body<ZoneBody>()
          .answers<ZoneView>()
          .fails(
              {"not_found", "precondition_required", "version_conflict", {ErrorKind::conflict, "rest_of_world_exists"}})
          .handle([room](const auto& call) { return replace_zone(room, call); }),
      for_staff(http::del("/shipping/zones/{id}"), kWrite)
          .summary("Removes a zone without methods")
          .path<ZonePath>()
          .fails({"not_found", "version_conflict", {ErrorKind::conflict, "zone_in_use"}})
          .handle([room](const auto& call) { return remove_zone(room, call); }),
  };
}

}  // namespace kontor::shipping
