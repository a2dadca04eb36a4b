#pragma once

#include <optional>
#include <string>

#include "kernel/core/ids.hpp"
#include "kernel/core/money.hpp"
#include "kernel/events/event.hpp"
#include "kernel/json/describe.hpp"
#include "modules/payment/api/payment.hpp"

// What payment obeys and what it publishes. Whoever commands chooses the payment's id, which is the key of all these
// messages, and a `reference` that comes back with each answer. Each command may come again and changes nothing then;
// its answer is published again.
namespace kontor::payment {

inline constexpr events::Topic kPaymentCommands{"payment-commands", events::Topic::Kind::commands};
inline constexpr events::Topic kPaymentEvents{"payment-events"};

// Authorises, and captures too where it is told to. Answered by PaymentInitiated at once, and by PaymentActionRequired,
// PaymentAuthorized, PaymentCaptured or PaymentFailed when the provider has spoken.
struct TakePayment {
  static constexpr events::MessageType kMessage{"payment.take_payment", 1, kPaymentCommands, "payment"};

  PaymentId payment_id;
  Uuid reference;
  Money amount;
  std::string provider;
  std::string token;  // of a stored method or of this payment, as the provider made it; never a card number
  bool capture = false;
  std::string description;  // for the customer's statement: the order's number
  // Who pays, where somebody is signed in: then the token may be the id of a method that they stored, and one that is
  // new may be stored for them.
  std::optional<Uuid> user_id = {};
  std::optional<bool> store_method = {};
};
KONTOR_DESCRIBE(TakePayment, payment_id, reference, amount, provider, token, capture, description, user_id,
                store_method)

// All that is authorised. Answered by PaymentCaptured or PaymentFailed.
struct CapturePayment {
  static constexpr events::MessageType kMessage{"payment.capture_payment", 1, kPaymentCommands, "payment"};

  PaymentId payment_id;
};
KONTOR_DESCRIBE(CapturePayment, payment_id)

// Whatever was or will be taken goes back: an authorisation is given up, captured money is refunded. Answered by
// PaymentVoided when nothing of it can be taken any more, or by PaymentRefunded when all of it is back; also for a
// payment that is not known (a TakePayment that comes later is refused). Should money arrive after PaymentVoided or
// PaymentFailed all the same, PaymentCaptured says so, and PaymentRefunded follows without being asked for.
struct VoidPayment {
  static constexpr events::MessageType kMessage{"payment.void_payment", 1, kPaymentCommands, "payment"};

  PaymentId payment_id;
  Uuid reference;
  std::string reason;
};
KONTOR_DESCRIBE(VoidPayment, payment_id, reference, reason)

// Part or all of what is captured. Answered by PaymentRefunded or RefundFailed.
struct RefundPayment {
  static constexpr events::MessageType kMessage{"payment.refund_payment", 1, kPaymentCommands, "payment"};

  PaymentId payment_id;
  RefundId refund_id;
  Money amount;
  std::string reason;
};
KONTOR_DESCRIBE(RefundPayment, payment_id, refund_id, amount, reason)

struct PaymentInitiated {
  static constexpr events::MessageType kMessage{"payment.payment_initiated", 1, kPaymentEvents, "payment"};

  PaymentId payment_id;
  Uuid reference;
  Money amount;
  std::string provider;
};
KONTOR_DESCRIBE(PaymentInitiated, payment_id, reference, amount, provider)

struct PaymentActionRequired {
  static constexpr events::MessageType kMessage{"payment.payment_action_required", 1, kPaymentEvents, "payment"};

  PaymentId payment_id;
  Uuid reference;
  NextAction next_action;
};
KONTOR_DESCRIBE(PaymentActionRequired, payment_id, reference, next_action)

struct PaymentAuthorized {
  static constexpr events::MessageType kMessage{"payment.payment_authorized", 1, kPaymentEvents, "payment"};

  PaymentId payment_id;
  Uuid reference;
  Money amount;
};
KONTOR_DESCRIBE(PaymentAuthorized, payment_id, reference, amount)

struct PaymentCaptured {
  static constexpr events::MessageType kMessage{"payment.payment_captured", 1, kPaymentEvents, "payment"};

  PaymentId payment_id;
  Uuid reference;
  Money amount;
};
KONTOR_DESCRIBE(PaymentCaptured, payment_id, reference, amount)

// Nothing was taken, and nothing will be.
struct PaymentFailed {
  static constexpr events::MessageType kMessage{"payment.payment_failed", 1, kPaymentEvents, "payment"};

  PaymentId payment_id;
  Uuid reference;
  std::string code;  // card_declined, insufficient_funds, expired, …
  std::string text;  // for the customer
};
KONTOR_DESCRIBE(PaymentFailed, payment_id, reference, code, text)

struct PaymentVoided {
  static constexpr events::MessageType kMessage{"payment.payment_voided", 1, kPaymentEvents, "payment"};

  PaymentId payment_id;
  Uuid reference;
};
KONTOR_DESCRIBE(PaymentVoided, payment_id, reference)

struct PaymentRefunded {
  static constexpr events::MessageType kMessage{"payment.payment_refunded", 1, kPaymentEvents, "payment"};

  PaymentId payment_id;
  Uuid reference;
  RefundId refund_id;
  Money amount;
  Money refunded_in_all;
};
KONTOR_DESCRIBE(PaymentRefunded, payment_id, reference, refund_id, amount, refunded_in_all)

struct RefundFailed {
  static constexpr events::MessageType kMessage{"payment.refund_failed", 1, kPaymentEvents, "payment"};

  PaymentId payment_id;
  Uuid reference;
  RefundId refund_id;
  std::string code;  // more_than_captured, refused, …
};
KONTOR_DESCRIBE(RefundFailed, payment_id, reference, refund_id, code)

}  // namespace kontor::payment
