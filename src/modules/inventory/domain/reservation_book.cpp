#include "modules/inventory/domain/reservation_book.hpp"

#include <algorithm>

#include "kernel/core/check.hpp"

namespace kontor::inventory {

namespace {

using State = ReservationState;

constexpr std::size_t kMostLines = 500;
constexpr std::chrono::seconds kLongestHold = std::chrono::hours(24 * 365);

bool sound(std::span<const Line> lines) {
  return lines.size() <= kMostLines &&
         std::ranges::all_of(lines, [](const Line& line) { return line.quantity >= 1 && line.quantity <= kMostUnits; });
}

std::vector<Portion> portions_of(const Reservation& reservation, std::int64_t (*amount)(const Part&)) {
  std::vector<Portion> portions;
  for (const auto& part : reservation.parts) {
    if (const auto quantity = amount(part); quantity > 0) {
      portions.push_back({part.reserved.variant, part.reserved.warehouse, quantity});
    }
  }
  return portions;
}

std::vector<Portion> open_portions(const Reservation& reservation) {
  return portions_of(reservation, [](const Part& part) { return part.open(); });
}

std::vector<Portion> released_portions(const Reservation& reservation) {
  return portions_of(reservation, [](const Part& part) { return part.released; });
}

Reply refused(std::string reason, std::vector<Lack> lacks = {}) {
  return {.kind = Reply::Kind::failed, .reason = std::move(reason), .lacks = std::move(lacks)};
}

Reply held_reply(const Reservation& reservation) {
  return {.kind = Reply::Kind::reserved,
          .portions = portions_of(reservation, [](const Part& part) { return part.reserved.quantity; }),
          .expires_at = reservation.expires_at};
}

Reply released_reply(const Reservation& reservation) {
  return {.kind = Reply::Kind::released, .reason = reservation.reason, .portions = released_portions(reservation)};
}

struct Choice {
  std::vector<Portion> portions;
  std::vector<Lack> lacks;
};

// Of what is still reserved, as much as the lines say.
Choice choose(const Reservation& reservation, std::span<const Line> lines) {
  Choice choice;
  for (const auto& [variant, quantity] : added_up(lines)) {
    auto missing = quantity;
    for (const auto& part : reservation.parts) {
      if (part.reserved.variant != variant) continue;
      const auto taken = std::min(missing, part.open());
      if (taken > 0) choice.portions.push_back({variant, part.reserved.warehouse, taken});
      missing -= taken;
    }
    if (missing > 0) choice.lacks.push_back({variant, quantity, quantity - missing});
  }
  return choice;
}

std::string note_of(std::string_view what, const Uuid& id) {
  return std::string(what) + ' ' + id.str();
}

}  // namespace

ReservationBook::ReservationBook(Kept kept, StockBook& stock) : stock_(stock) {
  for (auto& one : kept.reservations) reservations_.emplace(one.reference, std::move(one));
  for (auto& one : kept.passages) {
    passages_.emplace(PassageKey{one.kind, {one.reference, one.id}}, std::move(one));
  }
}

const Reservation* ReservationBook::find(const Uuid& reference) const {
  const auto found = reservations_.find(reference);
  return found == reservations_.end() ? nullptr : &found->second;
}

Reply ReservationBook::reserve(const Uuid& reference, std::span<const Line> lines, std::chrono::seconds hold) {
  if (const auto* known = find(reference)) {
    const bool stands = known->state == State::held || known->state == State::committed;
    if (stands) return held_reply(*known);
    return known->state == State::failed ? refused(known->reason, known->lacks) : refused("ended");
  }
  if (lines.empty() || !sound(lines) || hold.count() < 1 || hold > kLongestHold) return fail(reference, "invalid", {});
  auto outcome = stock_.reserve(lines, reference);
  if (auto* lacks = std::get_if<1>(&outcome)) return fail(reference, "insufficient_stock", std::move(*lacks));
  auto& fresh = make(reference);
  fresh.expires_at = stock_.now() + hold;
  for (const auto& portion : std::get<0>(outcome)) fresh.parts.push_back({portion});
  return held_reply(fresh);
}

Reply ReservationBook::extend(const Uuid& reference, Timestamp until) {
  const auto found = reservations_.find(reference);
  if (found == reservations_.end() || found->second.state != State::held) return refused("ended");
  auto& held = found->second;
  if (held.expires_at < until) {
    held.expires_at = until;
    changed_.insert(reference);
  }
  return {.kind = Reply::Kind::extended, .expires_at = held.expires_at};
}

Reply ReservationBook::release(const Uuid& reference, const std::string& reason) {
  const auto found = reservations_.find(reference);
  if (found == reservations_.end()) {
    auto& tombstone = make(reference);
    tombstone.state = State::released;
    tombstone.reason = reason;
    tombstone.expires_at = stock_.now();
    return released_reply(tombstone);
  }
  if (found->second.state == State::held) return end(found->second, State::released, reason);
  auto reply = released_reply(found->second);
  if (found->second.state == State::failed || found->second.state == State::committed) reply.reason = reason;
  return reply;
}

Reply ReservationBook::expire(const Uuid& reference) {
  auto& held = reservations_.at(reference);
  KONTOR_CHECK(held.state == State::held && held.expires_at <= stock_.now(), "only what is over expires");
  return end(held, State::expired, "expired");
}

Reply ReservationBook::commit(const Uuid& reference, const Uuid& parcel, std::span<const Line> lines) {
  if (const auto done = passages_.find({Passage::Kind::parcel, {reference, parcel}}); done != passages_.end()) {
    return {.kind = Reply::Kind::committed, .portions = done->second.portions};
  }
  const auto found = reservations_.find(reference);
  if (found == reservations_.end() || found->second.state != State::held) return refused("ended");
  if (!sound(lines)) return refused("invalid");
  auto& held = found->second;
  auto choice = lines.empty() ? Choice{open_portions(held), {}} : choose(held, lines);
  if (!choice.lacks.empty()) return refused("invalid", std::move(choice.lacks));
  auto lacks = stock_.commit(choice.portions, reference, note_of("parcel", parcel));
  if (!lacks.empty()) return refused("insufficient_stock", std::move(lacks));
  take_out(held, choice.portions);
  return {.kind = Reply::Kind::committed,
          .portions = note({reference, Passage::Kind::parcel, parcel, std::move(choice.portions)}).portions};
}

Reply ReservationBook::restock(const Uuid& reference, const Uuid& return_id, std::span<const Line> lines) {
  if (const auto done = passages_.find({Passage::Kind::comeback, {reference, return_id}}); done != passages_.end()) {
    return {.kind = Reply::Kind::restocked, .portions = done->second.portions};
  }
  if (!sound(lines)) return refused("invalid");
  std::vector<Portion> portions;
  for (const auto& [variant, quantity] : added_up(lines)) {
    const auto* home = stock_.home_of(variant);
    KONTOR_CHECK(home != nullptr, "what comes back has a home");
    portions.push_back({variant, home->warehouse, quantity});
    stock_.restock(portions.back(), reference, note_of("return", return_id));
  }
  return {.kind = Reply::Kind::restocked,
          .portions = note({reference, Passage::Kind::comeback, return_id, std::move(portions)}).portions};
}

Reservation& ReservationBook::make(const Uuid& reference) {
  made_.insert(reference);
  return reservations_.emplace(reference, Reservation{.reference = reference}).first->second;
}

Reply ReservationBook::end(Reservation& reservation, ReservationState state, const std::string& reason) {
  stock_.release(open_portions(reservation), reservation.reference, reason);
  for (auto& part : reservation.parts) part.released += part.open();
  reservation.state = state;
  reservation.reason = reason;
  changed_.insert(reservation.reference);
  return released_reply(reservation);
}

Reply ReservationBook::fail(const Uuid& reference, std::string reason, std::vector<Lack> lacks) {
  auto& failed = make(reference);
  failed.state = State::failed;
  failed.expires_at = stock_.now();
  failed.reason = std::move(reason);
  failed.lacks = std::move(lacks);
  return refused(failed.reason, failed.lacks);
}

void ReservationBook::take_out(Reservation& reservation, std::span<const Portion> portions) {
  for (const auto& portion : portions) {
    const auto part = std::ranges::find_if(reservation.parts, [&](const Part& one) {
      return one.reserved.variant == portion.variant && one.reserved.warehouse == portion.warehouse;
    });
    part->committed += portion.quantity;
  }
  const bool all = std::ranges::all_of(reservation.parts, [](const Part& part) { return part.open() == 0; });
  if (all) reservation.state = State::committed;
  changed_.insert(reservation.reference);
}

const Passage& ReservationBook::note(Passage passage) {
  const PassageKey key{passage.kind, {passage.reference, passage.id}};
  passed_.insert(key);
  return passages_.emplace(key, std::move(passage)).first->second;
}

std::vector<const Reservation*> ReservationBook::made() const {
  std::vector<const Reservation*> all;
  for (const auto& reference : made_) all.push_back(&reservations_.at(reference));
  return all;
}

std::vector<const Reservation*> ReservationBook::changed() const {
  std::vector<const Reservation*> all;
  for (const auto& reference : changed_) {
    if (!made_.contains(reference)) all.push_back(&reservations_.at(reference));
  }
  return all;
}

std::vector<const Passage*> ReservationBook::passed() const {
  std::vector<const Passage*> all;
  for (const auto& key : passed_) all.push_back(&passages_.at(key));
  return all;
}

}  // namespace kontor::inventory
