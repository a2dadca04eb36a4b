#include "modules/payment/actions/sandbox_post.hpp"

#include "kernel/json/json.hpp"

namespace kontor::payment {

namespace {

Result<std::string> deliver(Sandbox& sandbox, ProviderNews& news, const jobs::Errand& errand) {
  const auto sending = json::read<Sandbox::Sending>(errand.payload);
  if (!sending) return sending.error();
  const auto webhook = sandbox.prepare(*sending);
  if (!webhook) return webhook.error();
  const WebhookMessage message{
      [&](std::string_view name) { return name == "Kontor-Signature" ? std::string_view(webhook->signature) : ""; },
      webhook->body};
  for (int i = 0; i < sending->times; ++i) {
    if (auto done = news.receive(sandbox.name(), message); !done) return std::move(done).error();
  }
  return std::string("{}");
}

}  // namespace

jobs::ErrandKind sandbox_post(db::Database database, Sandbox& sandbox, ProviderNews& news) {
  return {.name = std::string(Sandbox::kSends),
          .database = std::move(database),
          .perform = [&sandbox, &news](const jobs::Errand& errand) { return deliver(sandbox, news, errand); },
          .settle = [](db::Tx&, const jobs::Errand&, const std::string&) -> Result<void> { return {}; },
          .give_up = [](db::Tx&, const jobs::Errand&, const Error&) -> Result<void> { return {}; },
          .concurrency = 4};
}

}  // namespace kontor::payment
