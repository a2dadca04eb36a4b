#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "modules/payment/api/payment.hpp"
#include "modules/payment/domain/payment.hpp"

// What providers say, in words that are the same for all of them.
namespace kontor::payment {

enum class ChargeState { pending, requires_action, authorized, captured, declined, cancelled };
KONTOR_DESCRIBE_ENUM(ChargeState, pending, requires_action, authorized, captured, declined, cancelled)

// A charge as it is with the provider at one moment.
struct Charge {
  ChargeState state = ChargeState::pending;
  std::string provider_ref = {};
  std::optional<NextAction> next_action = {};
  std::int64_t captured_minor = 0;
  std::string code = {};  // of one that was declined
  std::string text = {};
  bool is_open = false;  // declined, but the provider would still let the customer pay
};
KONTOR_DESCRIBE(Charge, state, provider_ref, next_action, captured_minor, code, text, is_open)

struct RefundReport {
  RefundStatus status = RefundStatus::pending;
  std::string provider_ref = {};
  std::string code = {};  // of one that failed
};
KONTOR_DESCRIBE(RefundReport, status, provider_ref, code)

}  // namespace kontor::payment
