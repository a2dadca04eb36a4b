#include "modules/payment/module.hpp"

#include <algorithm>
#include <iterator>

#include "modules/payment/actions/commands.hpp"
#include "modules/payment/actions/provider_steps.hpp"
#include "modules/payment/actions/reconciliation.hpp"
#include "modules/payment/actions/sandbox_post.hpp"
#include "modules/payment/actions/staff_desk.hpp"
#include "modules/payment/api/events.hpp"
#include "modules/payment/http/payment_endpoints.hpp"
#include "modules/payment/providers/manual.hpp"
#include "modules/payment/providers/stripe.hpp"

namespace kontor::payment {

namespace {

constexpr std::size_t kMostPayments = 500;

bool uses_sandbox(const Ground& ground) {
  if (ground.settings.sandbox == SandboxUse::automatic) return ground.is_development;
  return ground.settings.sandbox == SandboxUse::on;
}

}  // namespace

class Module::Parts final : public Payments {
 public:
  explicit Parts(Ground ground)
      : ground_(std::move(ground)),
        stripe_guard_("stripe", ground_.settings.stripe.calls, ground_.clock, ground_.metrics),
        sandbox_(open_providers()),
        desk_(ground_.log, ground_.errands, ground_.metrics),
        steps_({ground_.database, desk_, providers_, ground_.settings.stored_methods}),
        news_({ground_.database, desk_, providers_, ground_.logger, ground_.metrics}),
        staff_(desk_, ground_.trail, sandbox_),
        reconciliation_({ground_.database, desk_, news_, providers_, ground_.settings, ground_.trail, ground_.logger,
                         ground_.metrics}) {}

  Result<std::vector<PaymentSummary>> payments(std::span<const PaymentId> ids) const override {
    if (ids.size() > kMostPayments) {
      return Error{ErrorKind::invalid, "too_many", "At most 500 payments can be asked for at once."};
    }
    return payment_reads::summaries(ground_.database, ids);
  }
  bool takes(std::string_view provider) const override { return providers_.find(provider) != nullptr; }

  std::vector<http::Endpoint> endpoints() {
    const PaymentCounter counter{ground_.database, ground_.once, staff_, news_};
    auto all = staff_endpoints(counter);
    std::ranges::move(customer_endpoints(counter), std::back_inserter(all));
    return all;
  }
  std::vector<events::Group> groups() { return {commands_group(ground_.database, desk_, providers_)}; }
  std::vector<jobs::Job> jobs() { return reconciliation_.jobs(); }
  std::vector<jobs::ErrandKind> errand_kinds() {
    auto kinds = steps_.errand_kinds();
    if (sandbox_ != nullptr) kinds.push_back(sandbox_post(ground_.database, *sandbox_, news_));
    return kinds;
  }
  Result<void> check() const { return payment_reads::check(ground_.database); }

 private:
  // The sandbox, where it is in use.
  Sandbox* open_providers() {
    const auto& settings = ground_.settings;
    if (settings.manual) providers_.add(std::make_unique<Manual>(settings.bank_transfer_text));
    if (!settings.stripe.secret_key.empty()) {
      providers_.add(std::make_unique<Stripe>(
          Stripe::Parts{settings.stripe, std::chrono::seconds(settings.webhook_tolerance_seconds), ground_.public_url,
                        stripe_guard_, ground_.clock, ground_.logger, ground_.metrics, ground_.tracer}));
    }
    if (!uses_sandbox(ground_)) return nullptr;
    auto sandbox = std::make_unique<Sandbox>(
        Sandbox::Parts{ground_.database, ground_.errands, ground_.public_url,
                       std::chrono::milliseconds(settings.sandbox_webhook_delay_ms),
                       std::chrono::seconds(settings.webhook_tolerance_seconds), ground_.clock});
    auto* kept = sandbox.get();
    providers_.add(std::move(sandbox));
    return kept;
  }

  Ground ground_;
  resilience::Guard stripe_guard_;  // also where Stripe is not in use: what it measures is always there
  Providers providers_;
  Sandbox* sandbox_;
  PaymentDesk desk_;
  ProviderSteps steps_;
  ProviderNews news_;
  StaffDesk staff_;
  Reconciliation reconciliation_;
};

std::vector<events::MessageInfo> messages() {
  return {events::describe<TakePayment>(),       events::describe<CapturePayment>(),
          events::describe<VoidPayment>(),       events::describe<RefundPayment>(),
          events::describe<PaymentInitiated>(),  events::describe<PaymentActionRequired>(),
          events::describe<PaymentAuthorized>(), events::describe<PaymentCaptured>(),
          events::describe<PaymentFailed>(),     events::describe<PaymentVoided>(),
          events::describe<PaymentRefunded>(),   events::describe<RefundFailed>()};
}

Module::Module(Ground ground) : parts_(std::make_unique<Parts>(std::move(ground))) {}

Module::~Module() = default;

const Payments& Module::payments() const {
  return *parts_;
}
std::vector<http::Endpoint> Module::endpoints() {
  return parts_->endpoints();
}
std::vector<events::Group> Module::groups() {
  return parts_->groups();
}
std::vector<jobs::Job> Module::jobs() {
  return parts_->jobs();
}
std::vector<jobs::ErrandKind> Module::errand_kinds() {
  return parts_->errand_kinds();
}
Result<void> Module::check() const {
  return parts_->check();
}

}  // namespace kontor::payment
