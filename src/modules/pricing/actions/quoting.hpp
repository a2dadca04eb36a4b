#pragma once

#include "kernel/core/time.hpp"
#include "kernel/db/database.hpp"
#include "modules/pricing/actions/price_facts.hpp"
#include "modules/pricing/api/pricing.hpp"

namespace kontor::pricing {

// Gathers what a basket's price depends on and reckons. Goes to the database for goods that it has not met, for codes,
// and for what is left of a promotion where it matters: there is little left, a customer may have it so many times
// only, or the basket has claimed it already.
class Quoting final : public Pricing {
 public:
  Quoting(db::Database database, PriceFacts& facts, const Clock& clock)
      : database_(std::move(database)), facts_(facts), clock_(clock) {}

  Result<PricedBasket> price(const Basket& basket) const override;

 private:
  Result<std::vector<AskedCode>> look_up(const Basket& basket, const Rulebook& rulebook) const;
  Result<PriceFacts::LeftPtr> left_for(const Basket& basket, const PriceFacts::RulebookPtr& rulebook,
                                       std::span<const AskedCode> codes) const;

  db::Database database_;
  PriceFacts& facts_;
  const Clock& clock_;
};

}  // namespace kontor::pricing
