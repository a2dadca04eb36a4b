#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "modules/pricing/api/pricing.hpp"
#include "modules/pricing/domain/discounts.hpp"
#include "modules/pricing/domain/goods.hpp"
#include "modules/pricing/domain/price_list.hpp"
#include "modules/pricing/domain/reckoning.hpp"
#include "modules/pricing/domain/tax.hpp"

namespace kontor::pricing {

// A line with all that is reckoned of it.
struct BillLine {
  const WantedLine* wanted = nullptr;
  std::uint32_t asked = 0;  // its place in the basket
  const Goods* goods = nullptr;
  ChosenPrice price;
  std::int64_t unit = 0;
  std::int64_t total = 0;
  std::int64_t discount = 0;
  std::int64_t rate_ppm = 0;
  std::int64_t tax = 0;
};

// What a basket is reckoned to; filled by the till, and then explained. Amounts are in the basket's currency.
struct Bill {
  const Basket& basket;
  const Facts& facts;
  const TaxZone* zone = nullptr;
  bool tax_included = true;
  std::vector<BillLine> lines = {};  // those that have a price, in an order that does not depend on the basket's
  Discounts discounts = {};
  std::int64_t items = 0;
  std::int64_t shipping = 0;
  std::int64_t shipping_discount = 0;
  std::int64_t shipping_rate_ppm = 0;
  std::int64_t shipping_tax = 0;

  Money money(std::int64_t amount) const { return {amount, basket.currency}; }
  bool is_taxed() const { return zone && !basket.buyer.tax_exempt; }
  std::optional<std::string> code_of(const Application& application) const {
    return application.code ? std::optional(basket.codes[*application.code]) : std::nullopt;
  }
};

}  // namespace kontor::pricing
