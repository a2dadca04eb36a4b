#include "modules/ordering/actions/saga_driver.hpp"

#include <algorithm>
#include <iterator>
#include <map>
#include <utility>

#include "kernel/events/event_scope.hpp"
#include "kernel/telemetry/origin.hpp"
#include "modules/ordering/actions/commands.hpp"
#include "modules/ordering/actions/parcels.hpp"
#include "modules/ordering/api/events.hpp"
#include "modules/ordering/failpoints.hpp"
#include "modules/ordering/store/order_rows.hpp"
#include "modules/ordering/store/return_rows.hpp"

namespace kontor::ordering {

namespace {

constexpr int kSweepLimit = 200;
constexpr int kKeptAtOnce = 500;

std::optional<std::string> actor() {
  const auto& origin = telemetry::OriginScope::current();
  return origin.actor.empty() ? std::nullopt : std::optional(origin.actor);
}

Progress progress_of(const SagaRecord& record, Timestamp now, const TimelineNote& note) {
  return {.seq = record.entries,
          .at = now,
          .type = note.type,
          .text = note.text,
          .status = record.saga.status,
          .user_id = record.user_id};
}

// Not of an older payment of the same reference.
bool concerns(const Heard& heard, const SagaRecord& record) {
  return is_about_a_parcel(heard) || !heard.subject || *heard.subject == record.payment_id.uuid();
}

}  // namespace

// One transaction's sagas, and what becomes of them. Each is read once, however often something is heard of it.
class SagaDriver::Round final : public db::Companion {
 public:
  struct Held {
    SagaRecord record;
    bool is_changed = false;
  };

  Round(SagaDriver& driver, db::Tx& tx) : driver_(driver), tx_(tx) {}

  // Those that exist; from then on they are locked.
  void hold(std::span<const Uuid> ids) {
    std::vector<Uuid> unread;
    std::ranges::copy_if(ids, std::back_inserter(unread), [&](const Uuid& id) { return !held_.contains(id); });
    if (!unread.empty()) keep(saga_rows::lock(tx_, unread));
  }
  void hold_due(int limit) { keep(saga_rows::lock_due(tx_, limit)); }
  // One that this transaction has made.
  void keep(const SagaRecord& record, Timestamp now) {
    now_ = now;
    held_.emplace(record.id.uuid(), Held{record});
  }

  std::map<Uuid, Held>& all() { return held_; }
  Held* find(const Uuid& id) {
    const auto found = held_.find(id);
    return found == held_.end() ? nullptr : &found->second;
  }

  bool apply(Held& one, const Signal& signal) {
    auto& record = one.record;
    auto move = advance(record.saga, signal, now_, driver_.rules_);
    if (move.saga == record.saga && move.notes.empty() && move.commands.empty()) return move.heeded;
    record.saga = move.saga;
    one.is_changed = true;
    const auto fresh = driver_.note(record, move);
    entries_.insert(entries_.end(), fresh.begin(), fresh.end());
    publish_commands(record, move);
    tell(record, move);
    return move.heeded;
  }

  void hear(Held& one, const Heard& heard) {
    if (!is_about_a_parcel(heard)) return void(apply(one, heard.signal));
    const auto news = hear_of_parcel(tx_, one.record, heard);
    if (news.signal) apply(one, *news.signal);
    if (news.note) note(one, {news.note->type, news.note->text});
  }

  void note(Held& one, const Note& note) {
    one.is_changed = true;
    auto& record = one.record;
    ++record.entries;
    entries_.push_back({record.id.uuid(), record.entries, note.type, note.text, actor(), note.is_internal});
  }

  // What nobody outside may see before it is safe is flushed after all. Who wants one of them again reads it again.
  void write() {
    std::vector<SagaRecord> changed;
    for (auto& [id, one] : held_) {
      if (one.is_changed) changed.push_back(std::move(one.record));
    }
    held_.clear();
    if (changed.empty()) return;
    saga_rows::save(tx_, changed, std::exchange(entries_, {}));
    if (is_observed_) tx_.demand_durability();
    pass(kStepTaken);
    if (std::exchange(is_observed_, false)) pass(kEnded);
  }

  void before_commit(db::Tx& tx) override {
    driver_.database_.within(tx, [this](db::Tx&) {
      write();
      return true;
    });
  }
  void committed() noexcept override {}

 private:
  void keep(saga_rows::Loaded loaded) {
    if (loaded.records.empty()) return;
    now_ = loaded.now;
    for (auto& record : loaded.records) {
      const auto id = record.id.uuid();
      held_.emplace(id, Held{std::move(record)});
    }
  }

  void publish_commands(const SagaRecord& record, const Move& move) {
    std::optional<Order> order;
    for (const auto command : move.commands) {
      if (needs_goods(command) && !order) order = order_rows::find(tx_, record.id);
      if (command == Command::create_shipment) pass(kPaid);
      if (command == Command::commit_stock) {
        commit_parcels(driver_.log_, tx_, record);
        continue;
      }
      publish(driver_.log_, tx_, record, command, move, {order ? &order->frozen : nullptr}, driver_.rules_.hold);
    }
  }

  void tell(const SagaRecord& record, const Move& move) {
    if (move.news.empty()) return;
    is_observed_ = true;
    const auto progress = progress_of(record, now_, move.notes.back());
    for (const auto news : move.news) tell(record, news, progress);
  }

  template <class M>
  void say(const SagaRecord& record, const M& message) {
    driver_.log_.publish(tx_, record.id.str(), message);
  }

  void tell(const SagaRecord& record, News news, const Progress& progress) {
    switch (news) {
      case News::awaits_payment:
        return say(record, OrderAwaitsPayment{record.id, record.number, progress});
      case News::confirmed:
        driver_.confirmed_.add();
        return say(record, OrderConfirmed{record.id, record.number, progress});
      case News::cancelled:
        driver_.cancelled_.add();
        return say(record, OrderCancelled{record.id, record.number, record.saga.reason, progress});
      case News::cancel_refused:
        return say(record, OrderCancelRefused{record.id, record.number, progress});
      case News::dispatched: {
        order_rows::issue_invoice(tx_, record.id, driver_.invoice_prefix_);
        const auto& code = record.saga.tracking_code;
        return say(record, OrderDispatched{record.id, record.number, code.empty() ? std::nullopt : std::optional(code),
                                           progress});
      }
      case News::delivered:
        return say(record, OrderDelivered{record.id, record.number, progress});
      case News::completed:
        return say(record, OrderCompleted{record.id, record.number, progress});
    }
  }

  SagaDriver& driver_;
  db::Tx& tx_;
  Timestamp now_;
  std::map<Uuid, Held> held_;
  std::vector<saga_rows::NewEntry> entries_;
  bool is_observed_ = false;
};

SagaDriver::SagaDriver(db::Database database, events::Log& log, const SagaRules& rules, std::string invoice_prefix,
                       telemetry::Metrics& metrics)
    : database_(std::move(database)),
      log_(log),
      rules_(rules),
      invoice_prefix_(std::move(invoice_prefix)),
      confirmed_(metrics.counter("kontor_ordering_ended_total", "Orders that reached an end", {{"end", "confirmed"}})),
      cancelled_(metrics.counter("kontor_ordering_ended_total", "Orders that reached an end", {{"end", "cancelled"}})),
      timeouts_(metrics.counter("kontor_ordering_timeouts_total", "Steps of orders that were not answered in time")) {}

Result<void> SagaDriver::heed(db::Tx& tx, events::Group::Batch batch) {
  std::vector<Heard> all;
  std::vector<Uuid> ids;
  for (const auto& event : batch) {
    auto one = heard(event);
    if (!one) return std::move(one).error();
    ids.push_back(one->order);
    all.push_back(*std::move(one));
  }
  auto& round = round_of(tx);
  round.hold(ids);
  for (std::size_t i = 0; i < all.size(); ++i) {
    auto* one = round.find(all[i].order);
    if (!one || !concerns(all[i], one->record)) continue;
    const events::EventScope scope(batch[i]);
    if (all[i].refund_id) return_rows::refund_ended(tx, *all[i].refund_id, !all[i].refund_failed);
    if (all[i].refund_failed) {
      round.note(*one, {"refund_failed", "A refund was refused: " + all[i].signal.code + '.'});
      continue;
    }
    if (!all[i].shortages.empty()) one->record.shortages = all[i].shortages;
    round.hear(*one, all[i]);
  }
  return {};
}

// What follows from what it heard may be heard in the same transaction, so it is written at the end of that.
SagaDriver::Round& SagaDriver::round_of(db::Tx& tx) {
  return tx.companion<Round>([&] { return std::make_unique<Round>(*this, tx); });
}

Result<std::uint64_t> SagaDriver::sweep() {
  return database_.transact([&](db::Tx& tx) -> Result<std::uint64_t> {
    auto& round = round_of(tx);
    round.hold_due(kSweepLimit);
    const std::uint64_t many = round.all().size();
    for (auto& [id, one] : round.all()) round.apply(one, {.kind = SignalKind::timeout});
    timeouts_.add(static_cast<double>(many));
    round.write();
    if (many > 0) pass(kSwept);
    return many;
  });
}

Result<std::uint64_t> SagaDriver::keep_reservations() {
  const auto days = std::max<int>(1, static_cast<int>(rules_.hold / std::chrono::days(1) / 3));
  return database_.transact([&](db::Tx& tx) -> Result<std::uint64_t> {
    const auto ending = saga_rows::lock_ending_reservations(tx, days, kKeptAtOnce);
    for (const auto& record : ending.records) {
      Move move;
      move.extend_to = ending.now + rules_.hold;
      publish(log_, tx, record, Command::extend_reservation, move, {}, rules_.hold);
    }
    return std::uint64_t{ending.records.size()};
  });
}

Result<bool> SagaDriver::signal(db::Tx& tx, const OrderId& id, const Signal& signal) {
  auto& round = round_of(tx);
  round.hold(std::span(&id.uuid(), 1));
  auto* one = round.find(id.uuid());
  if (!one) return not_found("order");
  const bool heeded = round.apply(*one, signal);
  round.write();
  return heeded;
}

Result<SagaRecord> SagaDriver::add_note(db::Tx& tx, const OrderId& id, const Note& note) {
  auto& round = round_of(tx);
  round.hold(std::span(&id.uuid(), 1));
  auto* one = round.find(id.uuid());
  if (!one) return not_found("order");
  round.note(*one, note);
  const SagaRecord noted = one->record;
  round.write();
  return noted;
}

std::vector<saga_rows::NewEntry> SagaDriver::note(SagaRecord& record, const Move& move) const {
  std::vector<saga_rows::NewEntry> entries;
  for (const auto& one : move.notes) {
    ++record.entries;
    entries.push_back({record.id.uuid(), record.entries, one.type, one.text, actor(), false});
  }
  return entries;
}

void SagaDriver::begin(db::Tx& tx, const SagaRecord& record, const Move& move, const FrozenOrder& frozen,
                       Timestamp now) {
  round_of(tx).keep(record, now);
  for (const auto command : move.commands) publish(log_, tx, record, command, move, {&frozen}, rules_.hold);
}

}  // namespace kontor::ordering
