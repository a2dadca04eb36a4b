#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "kernel/core/ids.hpp"
#include "kernel/core/money.hpp"
#include "kernel/core/time.hpp"
#include "modules/payment/api/payment.hpp"

namespace kontor::payment {

// What the provider was asked and has not answered yet; one at a time.
enum class Step { none, authorise, capture, cancel };
KONTOR_DESCRIBE_ENUM(Step, none, authorise, capture, cancel)

enum class RefundStatus { pending, succeeded, failed };
KONTOR_DESCRIBE_ENUM(RefundStatus, pending, succeeded, failed)

struct Refund {
  RefundId id;
  std::int64_t amount_minor = 0;
  std::string reason;
  RefundStatus status = RefundStatus::pending;
  std::string failure;       // a code
  std::string provider_ref;  // the provider's name of it
};

inline constexpr std::size_t kMostRefunds = 100;

struct Payment {
  PaymentId id;
  Uuid reference;
  std::string provider;  // empty: given up before anybody asked for it
  Money amount;
  std::string description;
  PaymentStatus status = PaymentStatus::pending;
  bool wants_capture = false;
  bool wants_void = false;
  bool stray = false;  // the payment has ended, but the provider may still hold something of it
  Step step = Step::none;
  int step_number = 0;  // grows with each step
  std::string provider_ref;
  std::int64_t captured_minor = 0;
  std::vector<Refund> refunds;  // the oldest first
  std::optional<NextAction> next_action;
  std::string failure_code;
  std::string failure_text;
  Timestamp created_at{};
  Timestamp updated_at{};

  std::int64_t refunded_minor() const { return refunds_in(RefundStatus::succeeded); }
  std::int64_t refunding_minor() const { return refunds_in(RefundStatus::pending); }
  // What is captured and neither back nor on its way back.
  std::int64_t left_minor() const { return captured_minor - refunded_minor() - refunding_minor(); }
  bool is_open() const {
    return status == PaymentStatus::pending || status == PaymentStatus::requires_action ||
           status == PaymentStatus::authorized;
  }
  bool has_ended_unpaid() const { return status == PaymentStatus::failed || status == PaymentStatus::voided; }

 private:
  std::int64_t refunds_in(RefundStatus wanted) const {
    std::int64_t sum = 0;
    for (const auto& refund : refunds) sum += refund.status == wanted ? refund.amount_minor : 0;
    return sum;
  }
};

}  // namespace kontor::payment
