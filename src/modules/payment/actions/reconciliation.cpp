#include "modules/payment/actions/reconciliation.hpp"

#include <array>

#include "kernel/json/writer.hpp"
#include "modules/payment/store/webhook_rows.hpp"

namespace kontor::payment {

namespace {

constexpr int kAskedAtOnce = 200;
// In the order of Difference.
constexpr std::array<std::string_view, 4> kDifferences{"not_heard", "unknown_charge", "silent", "owed"};
constexpr int kMostPages = 1000;

// Whether the provider holds something of the customer's.
bool holds_money(const Charge& charge) {
  return charge.state == ChargeState::authorized || charge.state == ChargeState::captured;
}

}  // namespace

Reconciliation::Reconciliation(Parts parts) : parts_(std::move(parts)) {
  for (const auto kind : kDifferences) {
    differences_.push_back(&parts_.metrics.counter("kontor_payment_differences_total",
                                                   "Differences between our books and a provider's, all repaired.",
                                                   {{"kind", std::string(kind)}}));
  }
}

std::vector<jobs::Job> Reconciliation::jobs() {
  return {
      {.name = "payment.reconcile",
       .when = jobs::When::every(std::chrono::minutes(parts_.settings.reconcile_minutes)),
       .run = [this](const jobs::JobRun& run) { return this->run(run); }},
      {.name = "payment.tidy", .when = jobs::When::every(std::chrono::hours(1)), .run = [this](const jobs::JobRun&) {
         return parts_.database.transact([&](db::Tx& tx) -> Result<void> {
           webhook_rows::forget_older(tx, std::chrono::days(parts_.settings.webhook_memory_days));
           return {};
         });
       }}};
}

Result<void> Reconciliation::run(const jobs::JobRun& run) {
  Result<void> worst;
  for (const auto& provider : parts_.providers.all()) {
    // One that is away does not keep the others from being read.
    if (auto done = read_journal(*provider, run); !done) worst = std::move(done);
  }
  auto asked = ask_silent(run);
  return asked ? worst : asked;
}

Result<void> Reconciliation::read_journal(Provider& provider, const jobs::JobRun& run) {
  auto place = parts_.database.transact(
      [&](db::Tx& tx) -> Result<std::string> { return webhook_rows::reconciled_upto(tx, provider.name()); });
  if (!place) return std::move(place).error();
  for (int i = 0; i < kMostPages && !run.stop_requested(); ++i) {
    const auto page = provider.journal(*place, run.deadline());
    if (!page) return page.error();
    for (const auto& notice : page->notices) {
      auto done = parts_.database.transact([&](db::Tx& tx) { return hold_against(tx, provider, notice); });
      if (!done) return done;
    }
    place = page->upto;
    auto kept = parts_.database.transact([&](db::Tx& tx) -> Result<void> {
      webhook_rows::reconciled(tx, provider.name(), *place);
      return {};
    });
    if (!kept || !page->has_more) return kept;
  }
  return {};
}

Result<void> Reconciliation::hold_against(db::Tx& tx, Provider& provider, const Notice& notice) {
  const auto heard = parts_.news.hear(tx, provider.name(), notice);
  if (!heard) return heard.error();
  switch (*heard) {
    case ProviderNews::Heard::nothing_new:
      return {};
    case ProviderNews::Heard::changed:
      differs(tx, Difference::not_heard, provider.name(), notice.payment_id.value_or(PaymentId()));
      return {};
    case ProviderNews::Heard::unknown:
      return adopt(tx, provider, notice);
  }
  return {};
}

// Nobody here has asked for it, so it goes back; with a row of its own in the books.
Result<void> Reconciliation::adopt(db::Tx& tx, Provider& provider, const Notice& notice) {
  // What carries no name of ours was made by somebody else with the same account.
  if (!notice.payment_id || !notice.charge || !holds_money(*notice.charge) || notice.amount.amount() <= 0) return {};
  Payment payment;
  payment.id = *notice.payment_id;
  payment.provider = std::string(provider.name());
  payment.provider_ref = notice.provider_ref;
  payment.amount = notice.amount;
  payment.description = "not asked for by us";
  payment.status = PaymentStatus::voided;
  payment.wants_void = true;
  auto sheet = parts_.desk.open(tx, {&payment.id, 1});
  if (sheet.find(payment.id) != nullptr) return {};
  const auto id = payment.id;
  auto& one = sheet.add(std::move(payment));
  one.hear(*notice.charge);
  parts_.desk.tell(tx, one);
  parts_.desk.write(tx, sheet);
  differs(tx, Difference::unknown_charge, provider.name(), id);
  return {};
}

Result<void> Reconciliation::ask_silent(const jobs::JobRun& run) {
  const auto waiting =
      payment_reads::waiting(parts_.database, std::chrono::minutes(parts_.settings.silent_minutes), kAskedAtOnce);
  if (!waiting) return waiting.error();
  for (const auto& one : *waiting) {
    if (run.stop_requested()) break;
    if (auto done = ask(one, run.deadline()); !done) {
      parts_.logger.warn("payment_not_reconciled", {{"payment", one.id.str()}, {"code", done.error().code}});
    }
  }
  return {};
}

Result<void> Reconciliation::ask(const payment_reads::Waiting& one, Deadline deadline) {
  std::optional<Charge> charge;
  if (!one.owes) {
    auto* provider = parts_.providers.find(one.provider);
    if (provider == nullptr) return {};
    const auto found = provider->find(one.id, one.provider_ref, deadline);
    if (!found) return found.error();
    charge = *found;
  }
  return parts_.database.transact([&](db::Tx& tx) -> Result<void> {
    bool changed = false;
    const auto done = parts_.desk.edit(tx, one.id, [&](PaymentCase& payment) -> Result<void> {
      if (charge) payment.hear(*charge);
      if (one.owes) payment.give_up();
      changed = payment.is_changed() || one.owes;
      return {};
    });
    if (!done) return done.error();
    payment_rows::note_asked_after(tx, one.id);
    if (changed) differs(tx, one.owes ? Difference::owed : Difference::silent, one.provider, one.id);
    return {};
  });
}

void Reconciliation::differs(db::Tx& tx, Difference kind, std::string_view provider, const PaymentId& id) {
  const auto index = static_cast<std::size_t>(kind);
  const auto name = kDifferences[index];
  differences_[index]->add();
  parts_.logger.warn("payment_difference", {{"kind", name}, {"provider", provider}, {"payment", id.str()}});
  std::string after;
  json::Writer writer(after);
  writer.begin_object().field("kind", name).field("provider", provider).end_object();
  parts_.trail.record(tx, {.action = "payment.difference_found",
                           .subject = id.str(),
                           .before = "",
                           .after = std::move(after),
                           .personal = {}});
}

}  // namespace kontor::payment
