#include "modules/inventory/actions/expiry.hpp"

#include <set>

#include "kernel/jobs/piece_by_piece.hpp"
#include "modules/inventory/actions/bookkeeping.hpp"
#include "modules/inventory/actions/replies.hpp"
#include "modules/inventory/failpoints.hpp"
#include "modules/inventory/store/reservation_rows.hpp"
#include "modules/inventory/store/stock_rows.hpp"

namespace kontor::inventory {

namespace {

constexpr std::uint64_t kForgottenAtOnce = 1000;

Result<std::size_t> expire(db::Tx& tx, events::Log& log, int batch) {
  const auto due = reservation_rows::hold_due(tx, batch);
  if (due.empty()) return std::size_t{0};
  auto kept = reservation_rows::hold(tx, due, false);
  std::set<VariantId> variants;
  for (const auto& reservation : kept.reservations) {
    for (const auto& part : reservation.parts) variants.insert(part.reserved.variant);
  }
  auto stock = stock_rows::hold(tx, std::vector(variants.begin(), variants.end()));
  ReservationBook book(std::move(kept), stock);
  for (const auto& reference : due) publish_reply(tx, log, reference, {}, book.expire(reference));
  reservation_rows::write(tx, book, stock.now());
  enter(tx, log, stock);
  pass(kExpiring);
  return due.size();
}

}  // namespace

jobs::Job expiry_job(db::Database database, events::Log& log, std::chrono::seconds interval, int batch,
                     telemetry::Metrics& metrics) {
  auto& expired =
      metrics.counter("kontor_inventory_expired_total", "Reservations that were freed because their time was over.");
  return {.name = "inventory.expire",
          .when = jobs::When::every(interval),
          .run = [database, &log, batch, &expired](const jobs::JobRun& run) mutable -> Result<void> {
            return jobs::piece_by_piece(run, static_cast<std::uint64_t>(batch), [&] {
              auto done = database.transact([&](db::Tx& tx) { return expire(tx, log, batch); });
              if (done) expired.add(*done);
              return done;
            });
          }};
}

jobs::Job forgetting_job(db::Database database, int days) {
  return {.name = "inventory.forget",
          .when = jobs::When::every(std::chrono::hours(1)),
          .run = [database, days](const jobs::JobRun& run) mutable -> Result<void> {
            return jobs::piece_by_piece(run, kForgottenAtOnce, [&] {
              return database.transact([days](db::Tx& tx) -> Result<std::uint64_t> {
                return reservation_rows::forget_ended(tx, days, static_cast<int>(kForgottenAtOnce));
              });
            });
          }};
}

}  // namespace kontor::inventory
