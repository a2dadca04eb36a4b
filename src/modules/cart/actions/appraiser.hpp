#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "kernel/core/result.hpp"
#include "kernel/core/time.hpp"
#include "kernel/json/type.hpp"
#include "modules/cart/actions/goods.hpp"
#include "modules/cart/domain/content.hpp"
#include "modules/pricing/api/pricing.hpp"
#include "modules/shipping/api/shipping.hpp"

namespace kontor::cart {

// Something is another than when it was last shown, and not because the shopper said so.
struct ReportedChange {
  std::optional<CartLineId> line_id;  // none: of the cart
  std::string field;                  // unit_price, problem, shipping_option, shipping_price
  json::Raw before;
  json::Raw after;
};

// What a cart costs at this moment, and what may be had of each line.
struct Appraisal {
  pricing::PricedBasket basket;
  std::vector<std::int64_t> available;  // one per line of the content
  std::vector<std::int64_t> weights;    // grams of one; only where a parcel was weighed
  std::vector<ReportedChange> changes;
};

// Whose cart it is. Who has not said counts as new, and so does who can be asked about, until a price depends on it.
struct Buyer {
  pricing::Buyer told;
  std::function<Result<bool>()> is_first_order;  // empty: `told` knows
};

enum class Look {
  glance,    // an offer of the carrier that was made some minutes ago will do
  thorough,  // for an answer to a change
  checkout,  // the same without availability, which the order's reservation will tell
};

// Asks the neighbours about carts, each once and for all lines. Never in a transaction. Safe from any thread.
class Appraiser {
 public:
  Appraiser(const pricing::Pricing& pricing, const shipping::Shipping& shipping, const Goods& goods,
            const Clock& clock);

  // What was last shown in `content` becomes what is shown now; a shipping option that is not offered any more is
  // taken out. Errors are the neighbours'.
  Result<Appraisal> appraise(Content& content, const Buyer& buyer, Look look) const;
  // What can be chosen; the content has an address.
  Result<std::vector<shipping::Quote>> options(const Content& content, const Buyer& buyer) const;

 private:
  struct Weighed {
    shipping::Parcel parcel;
    std::vector<std::int64_t> weights;
  };
  Result<pricing::PricedBasket> price(pricing::Basket basket, const Buyer& buyer) const;
  Result<Weighed> weigh(const Content& content, const Buyer& buyer) const;
  Result<void> quote_anew(Content& content, const Buyer& buyer, Appraisal& appraisal) const;
  bool is_recent(const ChosenOption& option) const;

  const pricing::Pricing& pricing_;
  const shipping::Shipping& shipping_;
  const Goods& goods_;
  const Clock& clock_;
};

}  // namespace kontor::cart
