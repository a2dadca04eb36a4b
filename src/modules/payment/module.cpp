#include "modules/payment/module.hpp"

#include "modules/payment/api/events.hpp"

namespace kontor::payment {

std::vector<events::MessageInfo> messages() {
  return {events::describe<TakePayment>(),       events::describe<CapturePayment>(),
          events::describe<VoidPayment>(),       events::describe<RefundPayment>(),
          events::describe<PaymentInitiated>(),  events::describe<PaymentActionRequired>(),
          events::describe<PaymentAuthorized>(), events::describe<PaymentCaptured>(),
          events::describe<PaymentFailed>(),     events::describe<PaymentVoided>(),
          events::describe<PaymentRefunded>(),   events::describe<RefundFailed>()};
}

}  // namespace kontor::payment
