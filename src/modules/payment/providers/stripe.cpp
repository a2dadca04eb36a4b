#include "modules/payment/providers/stripe.hpp"

#include <algorithm>
#include <stdexcept>

#include "kernel/core/format.hpp"
#include "kernel/core/text.hpp"
#include "kernel/jobs/errand.hpp"
#include "kernel/json/json.hpp"
#include "modules/payment/providers/signature.hpp"
#include "modules/payment/providers/stripe_reading.hpp"

namespace kontor::payment {

namespace {

constexpr std::string_view kVersion = "2023-10-16";
constexpr std::string_view kIntents = "/v1/payment_intents";

std::unique_ptr<http::Client> client_of(const Stripe::Parts& parts) {
  auto made = http::Client::create({}, parts.logger, parts.metrics, parts.tracer);
  if (!made) throw std::runtime_error("payment.stripe: " + made.error().detail);
  return *std::move(made);
}

// What says that nothing came of it and that it may be tried again; other answers are the caller's to read.
bool is_busy(int status) {
  return status == 409 || status == 429 || status >= 500;
}

Error busy(const http::ClientResponse& answer) {
  return {ErrorKind::unavailable, "provider_unavailable", format("Stripe answered {}", answer.status)};
}

stripe::Problem problem_in(const http::ClientResponse& answer) {
  auto read = stripe::read<stripe::ProblemAnswer>(answer.body);
  return read ? std::move(read->error) : stripe::Problem{};
}

Error refused(const http::ClientResponse& answer) {
  if (answer.status == 401 || answer.status == 403) {
    return {ErrorKind::unavailable, "provider_unavailable", "Stripe does not accept the key"};
  }
  return {ErrorKind::rejected, problem_in(answer).code.value_or("provider_refused"),
          format("Stripe refused it with {}", answer.status)};
}

// Something answered, but not as Stripe does: what it did is not known.
Error unreadable() {
  return jobs::outcome_unknown("the provider's answer cannot be read");
}

Result<Charge> charge_in(const http::ClientResponse& answer) {
  const auto intent = stripe::read<stripe::Intent>(answer.body);
  return intent ? Result<Charge>(stripe::charge_of(*intent)) : unreadable();
}

}  // namespace

Stripe::Stripe(Parts parts) : parts_(std::move(parts)), client_(client_of(parts_)) {}

http::ClientRequest Stripe::request(http::Method method, const std::string& path) const {
  return {.method = method,
          .url = http::join_url(parts_.settings.url, path),
          .headers = {{"Authorization", "Bearer " + parts_.settings.secret_key},
                      {"Stripe-Version", std::string(kVersion)}}};
}

Result<http::ClientResponse> Stripe::post(const std::string& path, const Form& form, const std::string& key,
                                          Deadline deadline) {
  auto sent = request(http::Method::post, path);
  sent.headers.emplace_back("Content-Type", "application/x-www-form-urlencoded");
  sent.headers.emplace_back("Idempotency-Key", key);
  sent.body = form.text();
  return send(sent, deadline);
}

Result<http::ClientResponse> Stripe::get(const std::string& path, Deadline deadline) {
  return send(request(http::Method::get, path), deadline);
}

// Everything may be repeated: it is a GET or carries its key. What may have happened in any of the tries is unknown in
// the end, whatever the last one says.
Result<http::ClientResponse> Stripe::send(const http::ClientRequest& request, Deadline deadline) {
  bool may_have_run = false;
  auto answer =
      parts_.guard.run(deadline, resilience::Repeatable::yes, [&](Deadline until) -> Result<http::ClientResponse> {
        auto one = client_->send(request, until);
        if (!one) {
          may_have_run = may_have_run || http::may_have_run(one.error());
          return one;
        }
        if (!is_busy(one->status)) return one;
        may_have_run = may_have_run || one->status != 429;
        return busy(*one);
      });
  if (!answer && may_have_run && request.method != http::Method::get) {
    return jobs::outcome_unknown(answer.error().detail);
  }
  return answer;
}

Result<Charge> Stripe::authorise(const ChargeOrder& order, Deadline deadline) {
  Form form;
  form.add("amount", std::to_string(order.amount.amount()))
      .add("currency", text::to_lower(order.amount.currency().code()))
      .add("payment_method", order.token)
      .add("payment_method_types[]", "card")
      .add("capture_method", "manual")
      .add("confirm", "true")
      .add("return_url", parts_.shop)
      .add("metadata[payment_id]", order.payment_id.str())
      .add("metadata[shop]", parts_.shop);
  if (!order.description.empty()) form.add("description", order.description);
  const auto answer = post(std::string(kIntents), form, order.key, deadline);
  if (!answer) return answer.error();
  if (answer->status < 300) return charge_in(*answer);
  if (answer->status == 402) return stripe::declined_by(problem_in(*answer));
  return refused(*answer);
}

Result<Charge> Stripe::capture(const ChargeOrder& order, Deadline deadline) {
  return finish(order, "capture", deadline);
}

Result<Charge> Stripe::cancel(const ChargeOrder& order, Deadline deadline) {
  auto charge = finish(order, "cancel", deadline);
  if (charge && charge->state != ChargeState::cancelled && charge->state != ChargeState::captured) {
    return jobs::outcome_unknown("Stripe does not cancel it now");
  }
  return charge;
}

Result<Charge> Stripe::finish(const ChargeOrder& order, std::string_view verb, Deadline deadline) {
  const auto ref = ref_of(order, deadline);
  if (!ref) return ref.error();
  // Where the provider has never had it, there is nothing to cancel.
  if (ref->empty()) return Charge{.state = ChargeState::cancelled};
  const auto answer = post(format("{}/{}/{}", kIntents, form_encoded(*ref), verb), {}, order.key, deadline);
  if (!answer) return answer.error();
  if (answer->status < 300) return charge_in(*answer);
  if (answer->status == 400 && problem_in(*answer).code == "payment_intent_unexpected_state") {
    return as_it_is(*ref, deadline);
  }
  return refused(*answer);
}

Result<std::string> Stripe::ref_of(const ChargeOrder& order, Deadline deadline) {
  if (!order.provider_ref.empty()) return order.provider_ref;
  const auto found = find(order.payment_id, "", deadline);
  if (!found) return found.error();
  return *found ? (*found)->provider_ref : std::string();
}

Result<Charge> Stripe::as_it_is(const std::string& provider_ref, Deadline deadline) {
  const auto answer = get(format("{}/{}", kIntents, form_encoded(provider_ref)), deadline);
  if (!answer) return jobs::outcome_unknown(answer.error().detail);
  return answer->status < 300 ? charge_in(*answer) : refused(*answer);
}

Result<RefundReport> Stripe::refund(const RefundOrder& order, Deadline deadline) {
  Form form;
  form.add("payment_intent", order.provider_ref)
      .add("amount", std::to_string(order.amount.amount()))
      .add("metadata[refund_id]", order.refund_id.str())
      .add("metadata[payment_id]", order.payment_id.str())
      .add("metadata[shop]", parts_.shop);
  const auto answer = post("/v1/refunds", form, order.key, deadline);
  if (!answer) return answer.error();
  if (answer->status >= 300) return refused(*answer);
  const auto refund = stripe::read<stripe::StripeRefund>(answer->body);
  return refund ? Result<RefundReport>(stripe::report_of(*refund)) : unreadable();
}

Result<std::optional<Charge>> Stripe::find(const PaymentId& id, const std::string& provider_ref, Deadline deadline) {
  if (!provider_ref.empty()) {
    auto charge = as_it_is(provider_ref, deadline);
    if (!charge) return std::move(charge).error();
    return std::optional(*std::move(charge));
  }
  const auto wanted = format("metadata['payment_id']:'{}'", id.str());
  const auto answer = get(format("{}/search?query={}", kIntents, form_encoded(wanted)), deadline);
  if (!answer) return answer.error();
  if (answer->status >= 300) return refused(*answer);
  const auto found = stripe::read<stripe::Found>(answer->body);
  if (!found) return unreadable();
  if (found->data.empty()) return std::optional<Charge>();
  return std::optional(stripe::charge_of(found->data.front()));
}

Result<Provider::JournalPage> Stripe::journal(const std::string& behind, Deadline deadline) {
  std::string path = "/v1/events?limit=100";
  if (!behind.empty()) path += "&ending_before=" + form_encoded(behind);
  const auto answer = get(path, deadline);
  if (!answer) return answer.error();
  if (answer->status >= 300) return refused(*answer);
  auto events = stripe::read<stripe::EventPage>(answer->body);
  if (!events) return unreadable();
  JournalPage page{{}, behind, events->has_more && !behind.empty()};
  if (!events->data.empty()) page.upto = events->data.front().id;
  std::ranges::reverse(events->data);
  for (const auto& event : events->data) {
    auto notice = stripe::notice_of(event, parts_.shop);
    // One that we cannot read does not hide the others.
    if (notice && *notice) page.notices.push_back(**std::move(notice));
  }
  return page;
}

Result<std::optional<Notice>> Stripe::read_webhook(const WebhookMessage& message) {
  auto genuine = check_signature(message.header("Stripe-Signature"), parts_.settings.webhook_secret, message.body,
                                 parts_.clock.now(), parts_.tolerance);
  if (!genuine) return std::move(genuine).error();
  const auto event = stripe::read<stripe::StripeEvent>(message.body);
  if (!event) return event.error();
  return stripe::notice_of(*event, parts_.shop);
}

}  // namespace kontor::payment
