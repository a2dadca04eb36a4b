#include "modules/ordering/module.hpp"

#include <algorithm>
#include <iterator>

#include "modules/ordering/actions/checkout.hpp"
#include "modules/ordering/actions/drafts.hpp"
#include "modules/ordering/actions/live.hpp"
#include "modules/ordering/actions/returns.hpp"
#include "modules/ordering/actions/saga_driver.hpp"
#include "modules/ordering/actions/views.hpp"
#include "modules/ordering/api/events.hpp"
#include "modules/ordering/http/draft_endpoints.hpp"
#include "modules/ordering/http/live_endpoints.hpp"
#include "modules/ordering/http/order_endpoints.hpp"
#include "modules/ordering/http/staff_endpoints.hpp"
#include "modules/ordering/seed/history.hpp"
#include "modules/ordering/store/order_rows.hpp"

namespace kontor::ordering {

std::vector<events::MessageInfo> messages() {
  return {events::describe<OrderPlaced>(),        events::describe<OrderAwaitsPayment>(),
          events::describe<OrderConfirmed>(),     events::describe<OrderCancelled>(),
          events::describe<OrderCancelRefused>(), events::describe<OrderDispatched>(),
          events::describe<OrderDelivered>(),     events::describe<OrderCompleted>(),
          events::describe<ReturnRequested>(),    events::describe<ReturnReceived>()};
}

class Module::Parts {
 public:
  explicit Parts(Ground ground)
      : ground_(std::move(ground)),
        driver_(ground_.database, ground_.log, ground_.settings.saga_rules(), ground_.settings.invoice_prefix,
                ground_.metrics),
        checkout_({ground_.settings, ground_.database, ground_.log, ground_.once, ground_.personal, ground_.carts,
                   ground_.payments, driver_}),
        returns_({ground_.settings, ground_.database, ground_.log, ground_.trail, driver_}),
        drafts_(
            {ground_.database, ground_.trail, ground_.personal, ground_.catalog, ground_.pricing, ground_.shipping}),
        live_(ground_.tails, static_cast<std::size_t>(ground_.settings.streams), ground_.metrics) {}

  std::vector<http::Endpoint> endpoints() {
    std::vector<http::Endpoint> all;
    const OrderDesk desk{ground_.settings, ground_.database, checkout_, driver_, live_};
    add(all, order_endpoints(desk));
    add(all, draft_endpoints(desk, drafts_, ground_.once));
    const BackDesk back{ground_.settings, ground_.database, ground_.once, ground_.trail, driver_, returns_};
    add(all, back_endpoints(back));
    add(all, return_endpoints(back));
    add(all, live_endpoints({ground_.database, live_, ground_.tickets, ground_.origins}));
    return all;
  }

  std::vector<events::Group> groups() {
    std::vector<events::Group> all;
    all.push_back(events::Group("ordering", ground_.database)
                      .on_batch(heard_messages(),
                                [this](db::Tx& tx, events::Group::Batch batch) { return driver_.heed(tx, batch); })
                      .at_once(heard_at_once())
                      .relaxed());
    all.push_back(order_views(ground_.database, ground_.personal));
    return all;
  }

  std::vector<jobs::Job> jobs() {
    const auto every = std::chrono::seconds(std::clamp(ground_.settings.step_timeout_seconds / 3, 1, 10));
    return {{.name = "ordering.sweep",
             .when = jobs::When::every(every),
             .run = [this](const jobs::JobRun& run) -> Result<void> {
               for (;;) {
                 const auto moved = driver_.sweep();
                 if (!moved) return moved.error();
                 if (*moved == 0 || run.stop_requested()) return {};
               }
             }},
            {.name = "ordering.keep_reservations",
             .when = jobs::When::every(std::chrono::hours(1)),
             .run = [this](const jobs::JobRun&) -> Result<void> {
               const auto kept = driver_.keep_reservations();
               return kept ? Result<void>() : kept.error();
             }}};
  }

  Result<void> check() const { return order_rows::check(ground_.database); }

  Result<std::uint64_t> seed(std::span<const catalog::VariantId> variants, std::span<const PastCustomer> customers,
                             std::uint64_t orders, std::uint64_t number) {
    const HistoryParts parts{ground_.database,
                             ground_.log,
                             ground_.personal,
                             ground_.catalog,
                             ground_.pricing,
                             ground_.shipping,
                             ground_.settings.saga_rules()};
    return seed_history(parts, {.variants = variants,
                                .customers = customers,
                                .orders = orders,
                                .number = number,
                                .until = SystemClock().now() - std::chrono::days(30)});
  }

 private:
  static void add(std::vector<http::Endpoint>& all, std::vector<http::Endpoint> group) {
    std::ranges::move(group, std::back_inserter(all));
  }

  Ground ground_;
  SagaDriver driver_;
  Checkout checkout_;
  Returns returns_;
  Drafts drafts_;
  Live live_;
};

Module::Module(Ground ground) : parts_(std::make_unique<Parts>(std::move(ground))) {}
Module::~Module() = default;

std::vector<http::Endpoint> Module::endpoints() {
  return parts_->endpoints();
}
std::vector<events::Group> Module::groups() {
  return parts_->groups();
}
std::vector<jobs::Job> Module::jobs() {
  return parts_->jobs();
}
Result<std::uint64_t> Module::seed(std::span<const catalog::VariantId> variants,
                                   std::span<const PastCustomer> customers, std::uint64_t orders,
                                   std::uint64_t number) {
  return parts_->seed(variants, customers, orders, number);
}
Result<void> Module::check() const {
  return parts_->check();
}

}  // namespace kontor::ordering
