#pragma once

#include <chrono>
#include <map>
#include <set>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "modules/inventory/domain/stock_book.hpp"

namespace kontor::inventory {

enum class ReservationState {
  held,
  committed,  // all of it left the house
  released,   // also one that was released before it was asked for
  expired,
  failed,
};

// What is, or was, reserved in one warehouse.
struct Part {
  Portion reserved;  // at first
  std::int64_t committed = 0;
  std::int64_t released = 0;

  std::int64_t open() const { return reserved.quantity - committed - released; }
};

struct Reservation {
  Uuid reference;
  ReservationState state = ReservationState::held;
  Timestamp expires_at = {};
  std::string reason = {};  // why it ended
  std::vector<Part> parts = {};
  std::vector<Lack> lacks = {};  // of one that failed
};

// What left the house with a parcel, or came back with a return.
struct Passage {
  enum class Kind { parcel, comeback };
  Uuid reference;
  Kind kind = Kind::parcel;
  Uuid id;
  std::vector<Portion> portions = {};
};

// What is answered to a command.
struct Reply {
  enum class Kind { reserved, extended, failed, released, committed, restocked };
  Kind kind = Kind::failed;
  std::string reason = {};
  std::vector<Portion> portions = {};
  std::vector<Lack> lacks = {};
  Timestamp expires_at = {};
};

// Some reservations and what becomes of them. Each command may come again, and then changes nothing and is answered as
// before; what contradicts the order of things is refused, and a release before its reservation keeps that from coming.
class ReservationBook {
 public:
  struct Kept {
    std::vector<Reservation> reservations;
    std::vector<Passage> passages;
  };
  // `stock` holds all variants that the commands and the reservations name.
  ReservationBook(Kept kept, StockBook& stock);

  Reply reserve(const Uuid& reference, std::span<const Line> lines, std::chrono::seconds hold);
  Reply extend(const Uuid& reference, Timestamp until);
  Reply release(const Uuid& reference, const std::string& reason);
  // Nothing if it is not held any more, or its time is not over.
  Reply expire(const Uuid& reference);
  // No lines: all that is reserved.
  Reply commit(const Uuid& reference, const Uuid& parcel, std::span<const Line> lines);
  // Each variant has a home (StockBook::home_of).
  Reply restock(const Uuid& reference, const Uuid& return_id, std::span<const Line> lines);

  const Reservation* find(const Uuid& reference) const;
  // What has to be written.
  std::vector<const Reservation*> made() const;     // there was none before
  std::vector<const Reservation*> changed() const;  // there was one
  std::vector<const Passage*> passed() const;

 private:
  using PassageKey = std::pair<Passage::Kind, std::pair<Uuid, Uuid>>;

  Reservation& make(const Uuid& reference);
  Reply end(Reservation& reservation, ReservationState state, const std::string& reason);
  Reply fail(const Uuid& reference, std::string reason, std::vector<Lack> lacks);
  void take_out(Reservation& reservation, std::span<const Portion> portions);
  const Passage& note(Passage passage);

  std::map<Uuid, Reservation> reservations_;
  std::map<PassageKey, Passage> passages_;
  std::set<Uuid> made_;
  std::set<Uuid> changed_;
  std::set<PassageKey> passed_;
  StockBook& stock_;
};

}  // namespace kontor::inventory
