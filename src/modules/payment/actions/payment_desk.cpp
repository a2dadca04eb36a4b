#include "modules/payment/actions/payment_desk.hpp"

#include <algorithm>
#include <array>

#include "kernel/core/format.hpp"
#include "kernel/json/json.hpp"

namespace kontor::payment {

namespace {

// In the order of Announcement.
constexpr std::array<std::string_view, 8> kOutcomes{"initiated", "action_required", "authorized", "captured",
                                                    "failed",    "voided",          "refunded",   "refund_failed"};
static_assert(kOutcomes.size() == std::variant_size_v<Announcement>);

std::string_view kind_of(Step step) {
  return step == Step::authorise ? kAuthorise : step == Step::capture ? kCapture : kCancel;
}

// What the provider owes us is what it has captured and not given back.
payment_rows::Booked booked(const Payment& payment, const Posting& posting) {
  const std::string provider = "provider:" + payment.provider;
  const Money amount{posting.amount_minor, payment.amount.currency()};
  if (posting.kind == Posting::Kind::captured) return {payment.id, std::nullopt, provider, "captured", amount};
  return {payment.id, posting.refund_id, "refunded", provider, amount};
}

}  // namespace

std::string_view name_of(Step step) {
  return step == Step::authorise ? "authorise" : step == Step::capture ? "capture" : "cancel";
}

std::string key_of(const PaymentId& id, Step step, int number) {
  return format("{}:{}:{}", id.str(), name_of(step), number);
}

PaymentDesk::PaymentDesk(events::Log& log, jobs::Errands& errands, telemetry::Metrics& metrics)
    : log_(log), errands_(errands) {
  for (const auto outcome : kOutcomes) {
    announced_.push_back(&metrics.counter("kontor_payments_total", "What was announced of payments.",
                                          {{"outcome", std::string(outcome)}}));
  }
}

PaymentCase* PaymentDesk::Sheet::find(const PaymentId& id) {
  const auto found = cases_.find(id);
  return found == cases_.end() ? nullptr : &found->second;
}

PaymentCase& PaymentDesk::Sheet::add(Payment fresh) {
  const auto id = fresh.id;
  return cases_.emplace(id, PaymentCase(std::move(fresh))).first->second;
}

PaymentDesk::Sheet PaymentDesk::open(db::Tx& tx, std::span<const PaymentId> ids, bool probably_new) {
  Sheet sheet;
  for (auto& payment : payment_rows::lock(tx, ids, probably_new)) sheet.add(std::move(payment));
  return sheet;
}

void PaymentDesk::tell(db::Tx& tx, PaymentCase& one, const Instrument& instrument) {
  one.go_on();
  const auto key = one.payment().id.str();
  for (const auto& announcement : one.take_announcements()) {
    std::visit([&](const auto& message) { log_.publish(tx, key, message); }, announcement);
    count(announcement);
  }
  for (const auto& task : one.take_tasks()) record(tx, one.payment(), task, instrument);
}

void PaymentDesk::count(const Announcement& announcement) const {
  announced_[announcement.index()]->add();
}

void PaymentDesk::record(db::Tx& tx, const Payment& payment, const Task& task, const Instrument& instrument) {
  if (task.refund_id) {
    return record_refund(tx, payment, *std::ranges::find(payment.refunds, *task.refund_id, &Refund::id));
  }
  const StepOrder order{.payment_id = payment.id,
                        .step = task.step,
                        .number = task.number,
                        .provider = payment.provider,
                        .provider_ref = payment.provider_ref,
                        .amount = payment.amount,
                        .description = payment.description,
                        .token = instrument.token,
                        .capture = task.step == Step::authorise && payment.wants_capture,
                        .store_for = instrument.store_for};
  errands_.record(
      tx,
      {.kind = kind_of(task.step), .key = key_of(payment.id, task.step, task.number), .payload = json::to_json(order)});
}

void PaymentDesk::record_refund(db::Tx& tx, const Payment& payment, const Refund& refund) {
  const RefundTask task{
      payment.id,   refund.id, payment.provider, payment.provider_ref, {refund.amount_minor, payment.amount.currency()},
      refund.reason};
  errands_.record(tx, {.kind = kRefund, .key = refund.id.str(), .payload = json::to_json(task)});
}

void PaymentDesk::write(db::Tx& tx, Sheet& sheet, const std::optional<payment_rows::Answer>& answer) {
  std::vector<Payment> changed;
  std::vector<payment_rows::Booked> postings;
  std::vector<payment_rows::Attempt> attempts;
  for (auto& [id, one] : sheet.cases_) {
    if (!one.is_changed()) continue;
    const auto& payment = one.payment();
    changed.push_back(payment);
    for (const auto& posting : one.take_postings()) postings.push_back(booked(payment, posting));
    for (const auto& [step, number] : one.take_steps()) attempts.push_back({id, number, step});
  }
  payment_rows::save(tx, changed, postings, attempts, answer);
}

Result<Payment> PaymentDesk::edit(db::Tx& tx, const PaymentId& id, const Change& change,
                                  const std::optional<payment_rows::Answer>& answer) {
  auto sheet = open(tx, {&id, 1});
  auto* one = sheet.find(id);
  if (one == nullptr) return not_found("payment");
  if (auto done = change(*one); !done) return std::move(done).error();
  tell(tx, *one);
  write(tx, sheet, answer);
  return one->payment();
}

}  // namespace kontor::payment
