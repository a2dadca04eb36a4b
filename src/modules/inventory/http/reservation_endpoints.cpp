#include "modules/inventory/http/reservation_endpoints.hpp"

#include "kernel/http/page.hpp"
#include "modules/inventory/api/events.hpp"
#include "modules/inventory/http/staff_endpoint.hpp"
#include "modules/inventory/store/reservation_rows.hpp"
#include "modules/inventory/wire.hpp"

namespace kontor::inventory {

KONTOR_DESCRIBE_ENUM(ReservationState, held, committed, released, expired, failed)

namespace {

struct ReservationPath {
  ReservationId id;
};
KONTOR_DESCRIBE(ReservationPath, id)

struct ReservationQuery {
  std::optional<ReservationState> state;
  std::optional<VariantId> variant_id;
  int limit = http::kDefaultPageLimit;
  std::optional<std::string> cursor;

  static void rules(json::Rules<ReservationQuery>& rule) {
    rule(&ReservationQuery::variant_id).doc("Something of it is still reserved");
    http::page_rules(rule);
  }
};
KONTOR_DESCRIBE(ReservationQuery, state, variant_id, limit, cursor)

struct PartView {
  VariantId variant_id;
  WarehouseId warehouse_id;
  std::int64_t quantity = 0;
  std::int64_t committed = 0;
  std::int64_t released = 0;

  static void rules(json::Rules<PartView>& rule) {
    rule(&PartView::quantity).doc("At first; what is neither committed nor released is still reserved").example(2);
    rule(&PartView::committed).doc("Has left the house").example(0);
    rule(&PartView::released).doc("Is free again").example(0);
  }
};
KONTOR_DESCRIBE(PartView, variant_id, warehouse_id, quantity, committed, released)

struct ReservationView {
  ReservationId id;
  Uuid reference;
  ReservationState state = ReservationState::held;
  std::string reason;
  Timestamp expires_at;
  std::vector<PartView> lines;
  std::vector<Shortage> lacked;
  Timestamp created_at;
  Timestamp updated_at;

  static void rules(json::Rules<ReservationView>& rule) {
    rule(&ReservationView::reference).doc("As its holder calls it");
    rule(&ReservationView::reason).doc("Why it ended");
    rule(&ReservationView::lacked).doc("Of one that failed");
  }
};
KONTOR_DESCRIBE(ReservationView, id, reference, state, reason, expires_at, lines, lacked, created_at, updated_at)

struct ReleaseBody {
  std::string reason;

  static void rules(json::Rules<ReleaseBody>& rule) {
    rule(&ReleaseBody::reason).length(1, 200).example("the customer called");
  }
};
KONTOR_DESCRIBE(ReleaseBody, reason)

struct ExtendBody {
  Timestamp until;
};
KONTOR_DESCRIBE(ExtendBody, until)

ReservationView view_of(const reservation_rows::Entry& entry) {
  const auto& reservation = entry.reservation;
  ReservationView view{.id = ReservationId(reservation.reference),
                       .reference = reservation.reference,
                       .state = reservation.state,
                       .reason = reservation.reason,
                       .expires_at = reservation.expires_at,
                       .lines = {},
                       .lacked = shortages_of(reservation.lacks),
                       .created_at = entry.created_at,
                       .updated_at = entry.updated_at};
  for (const auto& part : reservation.parts) {
    view.lines.push_back(
        {part.reserved.variant, part.reserved.warehouse, part.reserved.quantity, part.committed, part.released});
  }
  return view;
}

Result<ReservationView> find_reservation(const db::Database& database, const ReservationId& id) {
  const auto entry = reservation_rows::find(database, id.uuid());
  if (!entry) return entry.error();
  if (!*entry) return not_found("reservation");
  return view_of(**entry);
}

Result<http::Page<ReservationView>> list_reservations(const db::Database& database, const ReservationQuery& query) {
  const auto before = query.cursor ? ReservationId::parse(*query.cursor) : std::nullopt;
  if (query.cursor && !before) return no_place_of_this_list();
  auto entries = reservation_rows::list(
      database, {query.state, query.variant_id, before ? std::optional(before->uuid()) : std::nullopt, query.limit});
  if (!entries) return entries.error();
  http::Page<ReservationView> page;
  page.page.limit = query.limit;
  page.page.has_more = entries->size() > static_cast<std::size_t>(query.limit);
  if (page.page.has_more) entries->pop_back();
  for (const auto& one : *entries) page.data.push_back(view_of(one));
  if (page.page.has_more) page.page.next_cursor = page.data.back().id.str();
  return page;
}

std::vector<http::Endpoint> reading_reservations(const ReservationRoom& room) {
  return {for_staff(http::get("/inventory/reservations"), kRead)
              .summary("Reservations, the newest first")
              .query<ReservationQuery>()
              .answers<http::Page<ReservationView>>()
              .handle([room](const auto& call) { return list_reservations(room.database, call.query); }),
          for_staff(http::get("/inventory/reservations/{id}"), kRead)
              .summary("A reservation")
              .path<ReservationPath>()
              .answers<ReservationView>()
              .fails({"not_found"})
              .handle([room](const auto& call) { return find_reservation(room.database, call.path.id); })};
}

http::Endpoint release_endpoint(const ReservationRoom& room) {
  return for_staff(http::post("/inventory/reservations/{id}/release"), kWrite)
      .summary("Frees what is still reserved; its holder hears of it")
      .idempotent()
      .path<ReservationPath>()
      .body<ReleaseBody>()
      .fails({"not_found", {ErrorKind::conflict, "reservation_ended"}})
      .handle([room](const auto& call) {
        return room.once.run(call, room.database,
                             [&](db::Tx& tx) { return room.desk.release(tx, call.path.id, call.body.reason); });
      });
}

http::Endpoint extend_endpoint(const ReservationRoom& room) {
  return for_staff(http::post("/inventory/reservations/{id}/extend"), kWrite)
      .summary("Holds it until then at least")
      .idempotent()
      .path<ReservationPath>()
      .body<ExtendBody>()
      .fails({"not_found", {ErrorKind::conflict, "reservation_ended"}})
      .handle([room](const auto& call) {
        return room.once.run(call, room.database,
                             [&](db::Tx& tx) { return room.desk.extend(tx, call.path.id, call.body.until); });
      });
}

}  // namespace

std::vector<http::Endpoint> reservation_endpoints(const ReservationRoom& room) {
  auto all = reading_reservations(room);
  all.push_back(release_endpoint(room));
  all.push_back(extend_endpoint(room));
  return all;
}

}  // namespace kontor::inventory
