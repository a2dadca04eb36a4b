#include "modules/inventory/actions/reservation_desk.hpp"

#include <set>

#include "kernel/json/json.hpp"
#include "modules/inventory/actions/bookkeeping.hpp"
#include "modules/inventory/actions/replies.hpp"
#include "modules/inventory/store/reservation_rows.hpp"
#include "modules/inventory/store/stock_rows.hpp"

namespace kontor::inventory {

template <class Act>
Result<void> ReservationDesk::act(db::Tx& tx, const ReservationId& id, const std::string& action, Act act) {
  auto kept = reservation_rows::hold(tx, std::vector{id.uuid()}, false);
  if (kept.reservations.empty()) return not_found("reservation");
  const auto& reservation = kept.reservations.front();
  if (reservation.state != ReservationState::held) {
    return conflict("reservation_ended", "Nothing is held under this reservation any more.");
  }
  std::set<VariantId> variants;
  for (const auto& part : reservation.parts) variants.insert(part.reserved.variant);
  auto stock = stock_rows::hold(tx, std::vector(variants.begin(), variants.end()));
  ReservationBook book(std::move(kept), stock);
  const Reply reply = act(book);
  publish_reply(tx, log_, id.uuid(), {}, reply);
  reservation_rows::write(tx, book, stock.now());
  enter(tx, log_, stock);
  std::map<std::string, std::string> after{{"reason", reply.reason}};
  if (reply.kind == Reply::Kind::extended) after = {{"expires_at", kontor::to_string(reply.expires_at)}};
  trail_.record(tx,
                {.action = action, .subject = id.str(), .before = "", .after = json::to_json(after), .personal = {}});
  return {};
}

Result<void> ReservationDesk::release(db::Tx& tx, const ReservationId& id, const std::string& reason) {
  return act(tx, id, "inventory.reservation_released",
             [&](ReservationBook& book) { return book.release(id.uuid(), reason); });
}

Result<void> ReservationDesk::extend(db::Tx& tx, const ReservationId& id, Timestamp until) {
  return act(tx, id, "inventory.reservation_extended",
             [&](ReservationBook& book) { return book.extend(id.uuid(), until); });
}

}  // namespace kontor::inventory
