#include "modules/payment/providers/sandbox.hpp"

#include <algorithm>
#include <array>

#include "kernel/core/format.hpp"
#include "kernel/core/text.hpp"
#include "kernel/db/by_keys.hpp"
#include "kernel/json/json.hpp"
#include "modules/payment/providers/signature.hpp"

namespace kontor::payment {

namespace {

using sandbox_rows::SandboxCharge;

constexpr std::string_view kSignatureHeader = "Kontor-Signature";
constexpr int kJournalPage = 200;

struct Behaviour {
  std::string_view token;
  ChargeState state;
  std::string_view code = "";
  bool loses_answer = false;
  int webhooks = 0;
};

constexpr std::array<Behaviour, 7> kBehaviours{{
    {"tok_success", ChargeState::authorized},
    {"tok_declined", ChargeState::declined, "card_declined"},
    {"tok_insufficient_funds", ChargeState::declined, "insufficient_funds"},
    {"tok_requires_action", ChargeState::requires_action},
    {"tok_timeout", ChargeState::authorized, "", true},
    {"tok_webhook_late", ChargeState::pending, "", false, 1},
    {"tok_webhook_twice", ChargeState::authorized, "", false, 2},
}};
constexpr Behaviour kUnknownToken{"", ChargeState::declined, "invalid_token"};

const Behaviour& behaviour_of(std::string_view token) {
  const auto found = std::ranges::find(kBehaviours, token, &Behaviour::token);
  return found == kBehaviours.end() ? kUnknownToken : *found;
}

std::string_view words_for(std::string_view code) {
  if (code == "insufficient_funds") return "The card does not have enough funds.";
  if (code == "invalid_token") return "The sandbox does not know this token.";
  if (code == "authentication_failed") return "The payment was not confirmed.";
  return code.empty() ? "" : "The card was declined.";
}

// What a webhook of the sandbox says.
struct SandboxEvent {
  std::string id;
  PaymentId payment_id;
  std::string ref;
  Money amount;
  Charge charge;
};
KONTOR_DESCRIBE(SandboxEvent, id, payment_id, ref, amount, charge)

Error no_charge() {
  return not_found("charge with the sandbox");
}

}  // namespace

Result<Charge> Sandbox::authorise(const ChargeOrder& order, Deadline) {
  const auto& how = behaviour_of(order.token);
  const bool captures = order.capture && how.state == ChargeState::authorized;
  const SandboxCharge fresh{.payment_id = order.payment_id,
                            .ref = "sandbox_" + Uuid::generate().str(),
                            .state = captures ? ChargeState::captured : how.state,
                            .code = std::string(how.code),
                            .amount = order.amount,
                            .captured_minor = captures ? order.amount.amount() : 0};
  auto made = parts_.database.transact([&](db::Tx& tx) -> Result<std::optional<SandboxCharge>> {
    db::go_by_keys(tx);
    tx.relax_durability();
    const auto charge = sandbox_rows::make(tx, fresh, order.key, order.token);
    if (charge && charge->is_new && how.webhooks > 0) {
      const bool late = how.state == ChargeState::pending;
      parts_.errands.record(tx, {.kind = kSends,
                                 .key = order.key,
                                 .payload = json::to_json(Sending{order.payment_id, late, how.webhooks}),
                                 .delay = late ? parts_.webhook_delay : std::chrono::milliseconds(0)});
    }
    return charge;
  });
  if (!made) return std::move(made).error();
  pass(kSandboxActed);
  if (!*made) return jobs::outcome_unknown("the sandbox is making this charge");
  if ((*made)->is_new && how.loses_answer) return jobs::outcome_unknown("the sandbox does not answer");
  return charge_of(**made);
}

Result<Charge> Sandbox::moved(const PaymentId& id, const std::vector<std::string>& from, ChargeState to) {
  auto charge = parts_.database.transact([&](db::Tx& tx) -> Result<SandboxCharge> {
    db::go_by_keys(tx);
    tx.relax_durability();
    auto after = sandbox_rows::move(tx, id, from, to);
    if (!after) return no_charge();
    return *std::move(after);
  });
  if (!charge) return std::move(charge).error();
  pass(kSandboxActed);
  return charge_of(*charge);
}

Result<Charge> Sandbox::capture(const ChargeOrder& order, Deadline) {
  return moved(order.payment_id, {"authorized"}, ChargeState::captured);
}

Result<Charge> Sandbox::cancel(const ChargeOrder& order, Deadline) {
  return moved(order.payment_id, {"pending", "requires_action", "authorized", "declined"}, ChargeState::cancelled);
}

Result<RefundReport> Sandbox::refund(const RefundOrder& order, Deadline) {
  const auto given = parts_.database.transact([&](db::Tx& tx) -> Result<bool> {
    tx.relax_durability();
    return sandbox_rows::refund(tx, order.payment_id, order.key, order.amount.amount());
  });
  if (!given) return given.error();
  pass(kSandboxActed);
  if (!*given) return RefundReport{.status = RefundStatus::failed, .code = "refused"};
  return RefundReport{.status = RefundStatus::succeeded, .provider_ref = "sandbox_" + order.key};
}

Result<std::optional<Charge>> Sandbox::find(const PaymentId& id, const std::string&, Deadline) {
  return parts_.database.transact([&](db::Tx& tx) -> Result<std::optional<Charge>> {
    const auto charge = sandbox_rows::find(tx, id);
    return charge ? std::optional(charge_of(*charge)) : std::nullopt;
  });
}

Result<Provider::JournalPage> Sandbox::journal(const std::string& behind, Deadline) {
  return parts_.database.transact([&](db::Tx& tx) -> Result<JournalPage> {
    JournalPage page{{}, behind, false};
    const auto entries = sandbox_rows::journal(tx, text::parse_int(behind).value_or(0), kJournalPage);
    for (const auto& entry : entries) {
      Notice notice{.event_id = "journal_" + std::to_string(entry.id),
                    .payment_id = entry.payment_id,
                    .provider_ref = entry.ref,
                    .amount = entry.charged,
                    .charge = {},
                    .refund = {}};
      if (entry.refund_key) {
        notice.refund = {RefundId::parse(*entry.refund_key),
                         entry.amount_minor,
                         {RefundStatus::succeeded, "sandbox_" + *entry.refund_key, ""}};
      } else {
        notice.charge = Charge{.state = *json::read<ChargeState>('"' + entry.state + '"'), .provider_ref = entry.ref};
      }
      page.notices.push_back(std::move(notice));
      page.upto = std::to_string(entry.id);
    }
    page.has_more = entries.size() == static_cast<std::size_t>(kJournalPage);
    return page;
  });
}

Result<std::optional<Notice>> Sandbox::read_webhook(const WebhookMessage& message) {
  const auto key = secret();
  if (!key) return key.error();
  auto genuine =
      check_signature(message.header(kSignatureHeader), *key, message.body, parts_.clock.now(), parts_.tolerance);
  if (!genuine) return std::move(genuine).error();
  auto event = json::read<SandboxEvent>(message.body, {.unknown = json::Unknown::ignore});
  if (!event) return std::move(event).error();
  return std::optional(Notice{.event_id = event->id,
                              .payment_id = event->payment_id,
                              .provider_ref = event->ref,
                              .amount = event->amount,
                              .charge = event->charge,
                              .refund = {}});
}

Result<Charge> Sandbox::complete(db::Tx& tx, const PaymentId& id, bool success) {
  const auto wanted = success ? ChargeState::authorized : ChargeState::declined;
  const auto charge = sandbox_rows::move(tx, id, {"requires_action"}, wanted, success ? "" : "authentication_failed");
  if (!charge) return no_charge();
  const bool ended_so = success ? charge->state == ChargeState::authorized || charge->state == ChargeState::captured
                                : charge->state == ChargeState::declined;
  if (!ended_so) return conflict("no_action_needed", "The payment does not wait for the customer.");
  return charge_of(*charge);
}

Result<Sandbox::Webhook> Sandbox::prepare(const Sending& sending) {
  const auto key = secret();
  if (!key) return key.error();
  auto event = parts_.database.transact([&](db::Tx& tx) -> Result<SandboxEvent> {
    tx.relax_durability();
    const auto charge = sending.completes
                            ? sandbox_rows::move(tx, sending.payment_id, {"pending"}, ChargeState::authorized)
                            : sandbox_rows::find(tx, sending.payment_id);
    if (!charge) return no_charge();
    return SandboxEvent{"evt_" + charge->ref, charge->payment_id, charge->ref, charge->amount, charge_of(*charge)};
  });
  if (!event) return std::move(event).error();
  auto body = json::to_json(*event);
  auto signature = sign_webhook(*key, body, parts_.clock.now());
  return Webhook{std::move(body), std::move(signature)};
}

Result<std::string> Sandbox::secret() {
  {
    const std::lock_guard lock(mutex_);
    if (!secret_.empty()) return secret_;
  }
  auto read = parts_.database.transact([](db::Tx& tx) -> Result<std::string> { return sandbox_rows::secret(tx); });
  if (!read) return read;
  const std::lock_guard lock(mutex_);
  return secret_ = *std::move(read);
}

Charge Sandbox::charge_of(const SandboxCharge& charge) const {
  Charge out{.state = charge.state,
             .provider_ref = charge.ref,
             .next_action = {},
             .captured_minor = charge.captured_minor,
             .code = charge.code,
             .text = std::string(words_for(charge.code))};
  if (charge.state == ChargeState::requires_action) {
    out.next_action = NextAction{
        "sandbox", format("{}/api/v1/payments/{}/sandbox/complete", parts_.public_url, charge.payment_id.str()),
        "Confirm the payment"};
  }
  return out;
}

}  // namespace kontor::payment
