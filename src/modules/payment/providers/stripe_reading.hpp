#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "modules/payment/providers/provider.hpp"

// Stripe's answers and events in our words. What they hold beyond these members is ignored.
namespace kontor::payment::stripe {

struct Redirect {
  std::optional<std::string> url;
};
KONTOR_DESCRIBE(Redirect, url)

struct IntentAction {
  std::string type;
  std::optional<Redirect> redirect_to_url;
};
KONTOR_DESCRIBE(IntentAction, type, redirect_to_url)

struct IntentError {
  std::optional<std::string> code;
  std::optional<std::string> decline_code;
  std::optional<std::string> message;
};
KONTOR_DESCRIBE(IntentError, code, decline_code, message)

struct Intent {
  std::string id;
  std::string status;
  std::int64_t amount = 0;
  std::optional<std::int64_t> amount_received;
  std::string currency;
  std::optional<std::map<std::string, std::string>> metadata;
  std::optional<IntentAction> next_action;
  std::optional<IntentError> last_payment_error;
};
KONTOR_DESCRIBE(Intent, id, status, amount, amount_received, currency, metadata, next_action, last_payment_error)

struct StripeRefund {
  std::string id;
  std::optional<std::string> status;
  std::int64_t amount = 0;
  std::optional<std::string> payment_intent;
  std::optional<std::string> failure_reason;
  std::optional<std::map<std::string, std::string>> metadata;
};
KONTOR_DESCRIBE(StripeRefund, id, status, amount, payment_intent, failure_reason, metadata)

struct Problem {
  std::optional<std::string> type;
  std::optional<std::string> code;
  std::optional<std::string> decline_code;
  std::optional<std::string> message;
  std::optional<Intent> payment_intent;
};
KONTOR_DESCRIBE(Problem, type, code, decline_code, message, payment_intent)

struct ProblemAnswer {
  Problem error;
};
KONTOR_DESCRIBE(ProblemAnswer, error)

struct Found {
  std::vector<Intent> data;
};
KONTOR_DESCRIBE(Found, data)

struct EventData {
  json::Raw object;
};
KONTOR_DESCRIBE(EventData, object)

struct StripeEvent {
  std::string id;
  std::string type;
  EventData data;
};
KONTOR_DESCRIBE(StripeEvent, id, type, data)

struct EventPage {
  std::vector<StripeEvent> data;
  bool has_more = false;
};
KONTOR_DESCRIBE(EventPage, data, has_more)

template <class T>
Result<T> read(std::string_view body) {
  return json::read<T>(body, {.unknown = json::Unknown::ignore});
}

Charge charge_of(const Intent& intent);
// Of a card that was declined.
Charge declined_by(const Problem& problem);
RefundReport report_of(const StripeRefund& refund);
// nullopt: nothing that concerns payments of this shop.
Result<std::optional<Notice>> notice_of(const StripeEvent& event, std::string_view shop);

}  // namespace kontor::payment::stripe
