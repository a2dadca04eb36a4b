#include "modules/shipping/actions/known_rates.hpp"

#include "modules/shipping/api/events.hpp"
#include "modules/shipping/store/rate_rows.hpp"

namespace kontor::shipping {

KnownRates::KnownRates(db::Database database, events::Tails& tails)
    : database_(std::move(database)),
      news_(tails.listen({kShippingEvents}, {.on_event =
                                                 [this](const events::Event& event) {
                                                   if (event.type == RatesChanged::kMessage.name) forget();
                                                 },
                                             .on_gap = [this] { forget(); }})) {}

Result<std::shared_ptr<const RateBook>> KnownRates::book() {
  const std::lock_guard lock(mutex_);
  // Counted before it is read: what changes meanwhile is read with the next question.
  const auto changes = changes_.load();
  if (known_ == changes) return book_;
  auto read = rate_rows::book(database_);
  if (!read) return std::move(read).error();
  book_ = std::make_shared<const RateBook>(*std::move(read));
  known_ = changes;
  return book_;
}

}  // namespace kontor::shipping
