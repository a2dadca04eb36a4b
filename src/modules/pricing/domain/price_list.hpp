#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "kernel/core/ids.hpp"
#include "kernel/core/money.hpp"
#include "kernel/core/time.hpp"
#include "modules/pricing/domain/goods.hpp"

namespace kontor::pricing {

struct PriceListTag {
  static constexpr std::string_view kPrefix = "pricelist";
};
using PriceListId = Id<PriceListTag>;

// Prices other than the catalog's: for a time, for a group of customers, for many pieces.
struct PriceList {
  PriceListId id;
  std::string name;
  Currency currency;
  std::optional<std::string> customer_group = {};  // none: for everybody
  bool enabled = true;
  std::int64_t priority = 0;  // the highest of those that have a price says what it is
  std::optional<Timestamp> starts_at = {};
  std::optional<Timestamp> ends_at = {};  // not any more
  std::int64_t version = 1;
};

// Which price, for whom.
struct PriceQuestion {
  Currency currency;
  const std::optional<std::string>& customer_group;
  std::int64_t quantity;  // of this variant in the whole basket
  Timestamp now;
};

struct ChosenPrice {
  std::int64_t amount = 0;
  std::optional<std::int64_t> compare_at = {};   // what it cost otherwise: more than amount
  std::optional<std::int64_t> list_amount = {};  // the catalog's
  const PriceList* list = nullptr;               // none: the catalog's
  std::int64_t from_quantity = 1;
};

// The price lists that are, by id.
class PriceLists {
 public:
  PriceLists() = default;
  explicit PriceLists(std::vector<PriceList> lists);

  const PriceList* find(const Uuid& id) const;
  // Of the lists that count now, for this group and currency, and that have a price for so many pieces: that with the
  // highest priority, at the same priority the lowest price. Where there is none, the catalog's. nullopt: there is no
  // price.
  std::optional<ChosenPrice> choose(const Goods& goods, const PriceQuestion& question) const;

 private:
  std::vector<PriceList> lists_;
};

}  // namespace kontor::pricing
