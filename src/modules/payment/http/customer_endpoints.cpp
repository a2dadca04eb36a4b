#include "modules/payment/http/payment_endpoints.hpp"
#include "modules/payment/http/payment_views.hpp"

namespace kontor::payment {

namespace {

using auth::Access;

enum class SandboxOutcome { success, failure };
KONTOR_DESCRIBE_ENUM(SandboxOutcome, success, failure)

struct CompletedPath {
  PaymentId id;
};
KONTOR_DESCRIBE(CompletedPath, id)

struct CompleteBody {
  SandboxOutcome outcome = SandboxOutcome::success;
};
KONTOR_DESCRIBE(CompleteBody, outcome)

struct MethodPath {
  MethodId id;
};
KONTOR_DESCRIBE(MethodPath, id)

struct WebhookPath {
  std::string provider;

  static void rules(json::Rules<WebhookPath>& rule) { rule(&WebhookPath::provider).length(1, 50).example("stripe"); }
};
KONTOR_DESCRIBE(WebhookPath, provider)

Result<http::Page<MethodView>> methods(const db::Database& database, const Uuid& user) {
  const auto stored = method_rows::list(database, user);
  if (!stored) return stored.error();
  http::Page<MethodView> page;
  page.page.limit = static_cast<int>(stored->size());
  for (const auto& method : *stored) page.data.push_back({method.id, method.provider, method.label, method.created_at});
  return page;
}

http::Endpoint completing_endpoint(const PaymentCounter& counter) {
  return http::post("/payments/{id}/sandbox/complete")
      .tag("payments")
      .access(Access::anyone())
      .priority(http::Priority::checkout)
      .summary("Plays the customer's part of a payment with the sandbox, for whoever holds its id")
      .idempotent()
      .path<CompletedPath>()
      .body<CompleteBody>()
      .answers<CustomerPaymentView>()
      .fails({"not_found", {ErrorKind::conflict, "not_sandbox"}, {ErrorKind::conflict, "no_action_needed"}})
      .handle([counter](const auto& call) {
        return counter.once.run(call, counter.database, [&](db::Tx& tx) -> Result<CustomerPaymentView> {
          const auto payment = counter.staff.complete(tx, call.path.id, call.body.outcome == SandboxOutcome::success);
          if (!payment) return payment.error();
          return customer_view_of(*payment);
        });
      });
}

http::Endpoint webhook_endpoint(const PaymentCounter& counter) {
  return http::post("/payments/webhooks/{provider}")
      .tag("payments")
      .access(Access::anyone())
      .priority(http::Priority::checkout)
      .limit_class(http::LimitClass::webhooks)
      .summary("News of a payment provider, signed by it")
      .path<WebhookPath>()
      .fails({"not_found", {ErrorKind::rejected, "invalid_signature"}})
      .handle([counter](const auto& call) -> Result<void> {
        const WebhookMessage message{[&](std::string_view name) { return call.request.header(name); },
                                     call.request.body};
        return counter.news.receive(call.path.provider, message);
      });
}

}  // namespace

std::vector<http::Endpoint> customer_endpoints(PaymentCounter counter) {
  return {completing_endpoint(counter), webhook_endpoint(counter),
          http::get("/payments/methods")
              .tag("payments")
              .access(Access::signed_in())
              .summary("What the user stored to pay with again")
              .answers<http::Page<MethodView>>()
              .handle([counter](const auto& call) { return methods(counter.database, call.caller.principal()->id); }),
          http::del("/payments/methods/{id}")
              .tag("payments")
              .access(Access::signed_in())
              .summary("Forgets a stored method")
              .path<MethodPath>()
              .fails({"not_found"})
              .handle([counter](const auto& call) -> Result<void> {
                auto database = counter.database;
                return database.transact([&](db::Tx& tx) -> Result<void> {
                  const bool removed = method_rows::remove(tx, call.caller.principal()->id, call.path.id);
                  return removed ? Result<void>() : not_found("stored method");
                });
              })};
}

}  // namespace kontor::payment
