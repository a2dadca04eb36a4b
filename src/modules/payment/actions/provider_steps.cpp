#include "modules/payment/actions/provider_steps.hpp"

#include "kernel/json/json.hpp"
#include "modules/payment/store/method_rows.hpp"

namespace kontor::payment {

namespace {

// A key may be forgotten by then: who asks again looks first.
constexpr std::chrono::hours kKeysAreRemembered(20);

template <class T>
Result<T> read(const std::string& json) {
  return json::read<T>(json, {.unknown = json::Unknown::ignore});
}

ChargeOrder charge_order(const StepOrder& order, std::string key) {
  return {order.payment_id, std::move(key),    order.amount, order.provider_ref,
          order.token,      order.description, order.capture};
}

Error not_here(const std::string& provider) {
  // Another instance, or this one with other settings, may know it: nothing is given up for that.
  return jobs::outcome_unknown("no provider " + provider + " is configured here");
}

std::string_view word_for(ChargeState state) {
  constexpr std::array<std::string_view, 6> kWords{"pending",  "requires_action", "authorized",
                                                   "captured", "declined",        "cancelled"};
  return kWords[static_cast<std::size_t>(state)];
}

}  // namespace

std::vector<jobs::ErrandKind> ProviderSteps::errand_kinds() {
  return {step_kind(kAuthorise), step_kind(kCapture), step_kind(kCancel), refund_kind()};
}

jobs::ErrandKind ProviderSteps::step_kind(std::string_view name) {
  return {.name = std::string(name),
          .database = parts_.database,
          .perform = [this](const jobs::Errand& errand) { return perform_step(errand); },
          .settle = [this](db::Tx& tx, const jobs::Errand& errand,
                           const std::string& outcome) { return settle_step(tx, errand, outcome); },
          .give_up = [this](db::Tx& tx, const jobs::Errand& errand,
                            const Error& error) { return give_up_step(tx, errand, error); },
          .concurrency = 16};
}

jobs::ErrandKind ProviderSteps::refund_kind() {
  return {.name = std::string(kRefund),
          .database = parts_.database,
          .perform = [this](const jobs::Errand& errand) { return perform_refund(errand); },
          .settle = [this](db::Tx& tx, const jobs::Errand& errand, const std::string& outcome) -> Result<void> {
            const auto report = read<RefundReport>(outcome);
            return report ? settle_refund(tx, errand, *report) : report.error();
          },
          .give_up = [this](db::Tx& tx, const jobs::Errand& errand, const Error& error) -> Result<void> {
            return settle_refund(tx, errand, {.status = RefundStatus::failed, .code = error.code});
          },
          .concurrency = 8};
}

Result<std::string> ProviderSteps::perform_step(const jobs::Errand& errand) const {
  const auto order = read<StepOrder>(errand.payload);
  if (!order) return order.error();
  auto* provider = parts_.providers.find(order->provider);
  if (provider == nullptr) return not_here(order->provider);
  auto charge = ask(*provider, *order, errand);
  // An answer that was lost is asked for again at once; only when that is lost too, later.
  if (!charge && charge.error().code == jobs::kOutcomeUnknown && !errand.deadline.passed()) {
    charge = ask(*provider, *order, errand);
  }
  if (!charge) return std::move(charge).error();
  return json::to_json(*charge);
}

Result<Charge> ProviderSteps::ask(Provider& provider, const StepOrder& order, const jobs::Errand& errand) const {
  if (order.step == Step::authorise) return authorise(provider, order, errand);
  const auto wanted = charge_order(order, errand.key);
  auto charge = order.step == Step::capture ? provider.capture(wanted, errand.deadline)
                                            : provider.cancel(wanted, errand.deadline);
  // The money is held meanwhile: nobody gives up because a provider is away.
  if (!charge && may_retry(charge.error().kind)) return jobs::outcome_unknown(charge.error().detail);
  return charge;
}

Result<Charge> ProviderSteps::authorise(Provider& provider, const StepOrder& order, const jobs::Errand& errand) const {
  auto wanted = charge_order(order, errand.key);
  const auto age = std::chrono::system_clock::now() - errand.recorded_at;
  auto charge = Result<Charge>(Charge{});
  if (errand.in_doubt && age > kKeysAreRemembered) {
    const auto found = provider.find(order.payment_id, order.provider_ref, errand.deadline);
    if (!found) return jobs::outcome_unknown(found.error().detail);
    charge = *found ? Result<Charge>(**found) : provider.authorise(wanted, errand.deadline);
  } else {
    charge = provider.authorise(wanted, errand.deadline);
  }
  if (!charge || !order.capture || charge->state != ChargeState::authorized) return charge;
  wanted.provider_ref = charge->provider_ref;
  wanted.key += ":capture";
  auto captured = provider.capture(wanted, errand.deadline);
  if (captured || captured.error().code == jobs::kOutcomeUnknown) return captured;
  // Authorised it is; capturing becomes a step of its own.
  return charge;
}

Result<void> ProviderSteps::settle_step(db::Tx& tx, const jobs::Errand& errand, const std::string& outcome) const {
  const auto order = read<StepOrder>(errand.payload);
  if (!order) return order.error();
  const auto charge = read<Charge>(outcome);
  if (!charge) return charge.error();
  const auto done = parts_.desk.edit(
      tx, order->payment_id,
      [&](PaymentCase& one) -> Result<void> {
        one.end_step(order->number);
        one.hear(*charge);
        return {};
      },
      payment_rows::Answer{order->payment_id, order->number, std::string(word_for(charge->state))});
  if (!done) return done.error();
  const bool good = charge->state == ChargeState::authorized || charge->state == ChargeState::captured;
  if (order->store_for && good) {
    method_rows::store(tx, *order->store_for, order->provider, order->token, parts_.stored_methods);
  }
  return {};
}

Result<void> ProviderSteps::give_up_step(db::Tx& tx, const jobs::Errand& errand, const Error& error) const {
  const auto order = read<StepOrder>(errand.payload);
  if (!order) return order.error();
  const auto done = parts_.desk.edit(
      tx, order->payment_id,
      [&](PaymentCase& one) -> Result<void> {
        // What could not be cancelled stays asked for, until a person has the errand tried again.
        if (order->step == Step::cancel) return {};
        one.end_step(order->number);
        if (order->step == Step::capture) {
          one.hear_capture_refused(error.code, "The payment could not be captured.");
        } else {
          one.hear(Charge{.state = ChargeState::declined, .code = error.code, .text = "The payment was refused."});
        }
        return {};
      },
      payment_rows::Answer{order->payment_id, order->number, error.code});
  return done ? Result<void>() : done.error();
}

Result<std::string> ProviderSteps::perform_refund(const jobs::Errand& errand) const {
  const auto task = read<RefundTask>(errand.payload);
  if (!task) return task.error();
  auto* provider = parts_.providers.find(task->provider);
  if (provider == nullptr) return not_here(task->provider);
  const RefundOrder order{task->payment_id, task->refund_id,    errand.key,
                          task->amount,     task->provider_ref, task->reason};
  auto report = provider->refund(order, errand.deadline);
  if (!report && report.error().code == jobs::kOutcomeUnknown) report = provider->refund(order, errand.deadline);
  if (!report && may_retry(report.error().kind)) return jobs::outcome_unknown(report.error().detail);
  if (!report) return std::move(report).error();
  return json::to_json(*report);
}

Result<void> ProviderSteps::settle_refund(db::Tx& tx, const jobs::Errand& errand, const RefundReport& report) const {
  const auto task = read<RefundTask>(errand.payload);
  if (!task) return task.error();
  const auto done = parts_.desk.edit(tx, task->payment_id, [&](PaymentCase& one) -> Result<void> {
    one.hear(task->refund_id, report);
    return {};
  });
  return done ? Result<void>() : done.error();
}

}  // namespace kontor::payment
