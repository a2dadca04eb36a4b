#pragma once

#include <random>
#include <vector>

#include "kernel/core/result.hpp"
#include "kernel/core/time.hpp"
#include "modules/cart/api/cart.hpp"
#include "modules/ordering/seed/history.hpp"

namespace kontor::ordering {

// Who orders what and when: more before Christmas and at weekends, some things more than others, and things that belong
// together more often together. The same number of a request, the same orders.
class Shoppers {
 public:
  Shoppers(const HistoryParts& parts, const HistoryRequest& request);

  // What is on sale; before all else.
  Result<void> look_around();
  bool buy_nothing() const { return goods_.empty() || request_.customers.empty(); }
  // When they order, in order.
  std::vector<Timestamp> moments();
  // `not_found`: nobody would send it.
  Result<cart::CheckoutCart> next_cart();

  double chance();  // from 0 to 1
  std::size_t below(std::size_t bound);

 private:
  struct OnSale {
    catalog::VariantId id;
    std::int64_t weight_grams = 0;
  };

  std::size_t customer();
  pricing::Basket basket(const postal::Address& address);
  std::int64_t weight_of(const catalog::VariantId& id) const;

  const HistoryParts& parts_;
  const HistoryRequest& request_;
  std::mt19937_64 random_;
  const Currency euro_;
  std::vector<OnSale> goods_;
};

}  // namespace kontor::ordering
