#include "modules/payment/actions/provider_news.hpp"

#include "modules/payment/store/webhook_rows.hpp"

namespace kontor::payment {

namespace {

telemetry::Counter& webhooks(telemetry::Metrics& metrics, std::string outcome) {
  return metrics.counter("kontor_payment_webhooks_total", "Webhooks of payment providers.",
                         {{"outcome", std::move(outcome)}});
}

}  // namespace

ProviderNews::ProviderNews(Parts parts)
    : parts_(std::move(parts)),
      received_(webhooks(parts_.metrics, "heard")),
      repeated_(webhooks(parts_.metrics, "repeated")),
      refused_(webhooks(parts_.metrics, "refused")),
      unknown_(webhooks(parts_.metrics, "unknown")) {}

Result<void> ProviderNews::receive(std::string_view provider, const WebhookMessage& message) {
  auto* sender = parts_.providers.find(provider);
  if (sender == nullptr) return not_found("provider");
  const auto notice = sender->read_webhook(message);
  if (!notice) {
    refused_.add();
    return notice.error();
  }
  if (!*notice) return {};
  telemetry::Counter* outcome = nullptr;
  auto done = parts_.database.transact([&](db::Tx& tx) -> Result<void> {
    outcome = &repeated_;
    if (!webhook_rows::remember(tx, provider, (*notice)->event_id)) {
      tx.flush_what_was_read();  // who remembers it may not have answered yet
      return {};
    }
    const auto heard = hear(tx, provider, **notice);
    if (!heard) return heard.error();
    outcome = *heard == Heard::unknown ? &unknown_ : &received_;
    pass(kNewsHeard);
    return {};
  });
  if (done && outcome != nullptr) outcome->add();
  if (done && outcome == &unknown_) {
    parts_.logger.warn("payment_webhook_unknown", {{"provider", provider}, {"event", (*notice)->event_id}});
  }
  return done;
}

Result<ProviderNews::Heard> ProviderNews::hear(db::Tx& tx, std::string_view provider, const Notice& notice) {
  auto id = notice.payment_id;
  if (!id) id = payment_rows::find_by_ref(tx, provider, notice.provider_ref);
  if (!id) return Heard::unknown;
  auto sheet = parts_.desk.open(tx, {&*id, 1});
  auto* one = sheet.find(*id);
  if (one == nullptr || one->payment().provider != provider) return Heard::unknown;
  if (notice.charge) one->hear(*notice.charge);
  if (notice.refund) {
    const auto& news = *notice.refund;
    if (news.refund_id) one->hear(*news.refund_id, news.report);
    if (!news.refund_id) one->hear_foreign_refund(news.amount_minor, news.report);
  }
  const bool changed = one->is_changed();
  parts_.desk.tell(tx, *one);
  parts_.desk.write(tx, sheet);
  return changed ? Heard::changed : Heard::nothing_new;
}

}  // namespace kontor::payment
