#pragma once

#include <optional>
#include <string>
#include <vector>

#include "kernel/core/ids.hpp"
#include "kernel/events/event.hpp"
#include "kernel/json/describe.hpp"
#include "modules/pricing/api/pricing.hpp"

// What pricing obeys and what it publishes. The key of claims is the `reference` that whoever commands has chosen. Each
// command may come again and changes nothing then; its answer is published again.
namespace kontor::pricing {

inline constexpr events::Topic kPricingCommands{"pricing-commands", events::Topic::Kind::commands};
inline constexpr events::Topic kPricingEvents{"pricing-events"};

// All or none, within limits and budgets: answered by PromotionsClaimed or PromotionsRefused.
struct ClaimPromotions {
  static constexpr events::MessageType kMessage{"pricing.claim_promotions", 1, kPricingCommands, "claim"};

  Uuid reference;
  std::optional<std::string> buyer;  // Buyer::key
  std::vector<Claim> claims;
};
KONTOR_DESCRIBE(ClaimPromotions, reference, buyer, claims)

// Answered by PromotionsReleased, also where nothing was claimed. A ClaimPromotions of this reference that comes later
// is refused.
struct ReleasePromotions {
  static constexpr events::MessageType kMessage{"pricing.release_promotions", 1, kPricingCommands, "claim"};

  Uuid reference;
};
KONTOR_DESCRIBE(ReleasePromotions, reference)

struct PromotionsClaimed {
  static constexpr events::MessageType kMessage{"pricing.promotions_claimed", 1, kPricingEvents, "claim"};

  Uuid reference;
};
KONTOR_DESCRIBE(PromotionsClaimed, reference)

struct ClaimRefusal {
  PromotionId promotion_id;
  std::optional<std::string> code;
  std::string reason;  // used_up, budget_exhausted, used_by_customer, ended, released
};
KONTOR_DESCRIBE(ClaimRefusal, promotion_id, code, reason)

struct PromotionsRefused {
  static constexpr events::MessageType kMessage{"pricing.promotions_refused", 1, kPricingEvents, "claim"};

  Uuid reference;
  std::vector<ClaimRefusal> refusals;
};
KONTOR_DESCRIBE(PromotionsRefused, reference, refusals)

struct PromotionsReleased {
  static constexpr events::MessageType kMessage{"pricing.promotions_released", 1, kPricingEvents, "claim"};

  Uuid reference;
};
KONTOR_DESCRIBE(PromotionsReleased, reference)

// A promotion, price list, tax rate or customer price is another now: what was computed with the old ones is stale. The
// key is "prices".
struct PricesChanged {
  static constexpr events::MessageType kMessage{"pricing.prices_changed", 1, kPricingEvents, "prices"};
  static constexpr const char* kKey = "prices";

  std::string what;  // promotion, price_list, tax, currency
  std::string id;
};
KONTOR_DESCRIBE(PricesChanged, what, id)

}  // namespace kontor::pricing
