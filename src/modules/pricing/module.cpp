#include "modules/pricing/module.hpp"

#include "modules/pricing/api/events.hpp"

namespace kontor::pricing {

std::vector<events::MessageInfo> messages() {
  return {events::describe<ClaimPromotions>(),    events::describe<ReleasePromotions>(),
          events::describe<PromotionsClaimed>(),  events::describe<PromotionsRefused>(),
          events::describe<PromotionsReleased>(), events::describe<PricesChanged>()};
}

}  // namespace kontor::pricing
