#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/core/ids.hpp"
#include "kernel/core/money.hpp"
#include "kernel/core/result.hpp"
#include "kernel/json/describe.hpp"

namespace kontor::payment {

struct PaymentTag {
  static constexpr std::string_view kPrefix = "payment";
};
struct RefundTag {
  static constexpr std::string_view kPrefix = "refund";
};
using PaymentId = Id<PaymentTag>;
using RefundId = Id<RefundTag>;

enum class PaymentStatus {
  pending,  // the provider has not answered yet
  requires_action,
  authorized,
  captured,
  partially_refunded,
  refunded,
  failed,
  voided
};
KONTOR_DESCRIBE_ENUM(PaymentStatus, pending, requires_action, authorized, captured, partially_refunded, refunded,
                     failed, voided)

// What the customer has to do before it can go on.
struct NextAction {
  std::string type;  // redirect, sandbox, bank_transfer
  std::optional<std::string> url;
  std::optional<std::string> text;
};
KONTOR_DESCRIBE(NextAction, type, url, text)

struct PaymentSummary {
  PaymentId id;
  Uuid reference;  // what it pays for, as whoever commanded it said
  std::string provider;
  PaymentStatus status = PaymentStatus::pending;
  Money amount;
  Money captured;
  Money refunded;
  std::optional<NextAction> next_action;
  std::optional<std::string> failure;  // a code: card_declined, insufficient_funds, …
};

// Payments as other modules see them. Reads only, so every call may be repeated; each blocks for one query.
class Payments {
 public:
  virtual ~Payments() = default;

  // Those that exist, in the order asked. At most 500 at once.
  virtual Result<std::vector<PaymentSummary>> payments(std::span<const PaymentId> ids) const = 0;
  // Whether payments can be taken with it: one that is known and configured.
  virtual bool takes(std::string_view provider) const = 0;
};

}  // namespace kontor::payment
