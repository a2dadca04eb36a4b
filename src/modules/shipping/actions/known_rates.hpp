#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>

#include "kernel/db/database.hpp"
#include "kernel/events/tails.hpp"
#include "modules/shipping/domain/rate_book.hpp"

namespace kontor::shipping {

// Zones and methods in memory, so that a quote costs no query. Read when they are asked for after a change, by one for
// all who wait. Safe from any thread.
class KnownRates {
 public:
  KnownRates(db::Database database, events::Tails& tails);

  // Blocks for one query where something has changed, else not.
  Result<std::shared_ptr<const RateBook>> book();
  // There is something new: for who has just changed it here; others hear of it.
  void forget() { ++changes_; }

 private:
  db::Database database_;
  std::atomic<std::uint64_t> changes_{1};
  std::mutex mutex_;
  std::shared_ptr<const RateBook> book_;
  std::uint64_t known_ = 0;  // changes that the book holds
  events::Tails::Subscription news_;
};

}  // namespace kontor::shipping
