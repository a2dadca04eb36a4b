#include "modules/cart/module.hpp"

#include "modules/cart/actions/appraiser.hpp"
#include "modules/cart/actions/cart_desk.hpp"
#include "modules/cart/actions/goods.hpp"
#include "modules/cart/actions/order_hold.hpp"
#include "modules/cart/actions/upkeep.hpp"
#include "modules/cart/api/events.hpp"
#include "modules/cart/http/endpoints.hpp"
#include "modules/catalog/api/events.hpp"
#include "modules/inventory/api/events.hpp"

namespace kontor::cart {

class Module::Parts final : public Carts {
 public:
  explicit Parts(Ground ground)
      : ground_(std::move(ground)),
        goods_(ground_.catalog, ground_.inventory, ground_.settings),
        appraiser_(ground_.pricing, ground_.shipping, goods_, ground_.clock),
        desk_(ground_.database, appraiser_, ground_.settings, ground_.metrics),
        news_(ground_.tails.listen({catalog::kCatalogEvents, inventory::kInventoryEvents},
                                   {.on_event = [this](const events::Event& event) { goods_.heed(event); },
                                    .on_gap = [this] { goods_.forget_all(); }})) {}

  Result<CheckoutCart> checkout(const CartId& id, const Opener& opener) const override {
    return desk_.checkout(id, opener);
  }

  std::vector<http::Endpoint> endpoints() {
    const CartRoom room{desk_, ground_.database, ground_.once, ground_.default_currency};
    auto all = cart_endpoints(room);
    const auto more = content_endpoints(room);
    all.insert(all.end(), more.begin(), more.end());
    return all;
  }
  std::vector<events::Group> groups() { return {cart_group(ground_.database, ground_.log, desk_.lifetimes())}; }
  std::vector<jobs::Job> jobs() {
    return {upkeep_job(ground_.database, ground_.log, ground_.personal, desk_.lifetimes())};
  }
  Result<void> check() const { return carts::check(ground_.database); }

 private:
  Ground ground_;
  Goods goods_;
  Appraiser appraiser_;
  CartDesk desk_;
  events::Tails::Subscription news_;  // of this or another instance: what is remembered of articles may be old
};

std::vector<events::MessageInfo> messages() {
  return {events::describe<CloseCart>(),   events::describe<ReopenCart>(),   events::describe<CartClosed>(),
          events::describe<CartRefused>(), events::describe<CartReopened>(), events::describe<CartAbandoned>()};
}

Module::Module(Ground ground) : parts_(std::make_unique<Parts>(std::move(ground))) {}

Module::~Module() = default;

const Carts& Module::carts() const {
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
Result<void> Module::check() const {
  return parts_->check();
}

}  // namespace kontor::cart
