#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "kernel/core/result.hpp"
#include "kernel/json/describe.hpp"
#include "modules/catalog/domain/listing.hpp"

namespace kontor::catalog {

// The query of the product list.
struct ListingRequest {
  std::optional<std::string> category;
  std::optional<std::string> brand;
  std::vector<std::string> tag;
  std::vector<std::string> attribute;
  std::optional<std::int64_t> min_price;
  std::optional<std::int64_t> max_price;
  std::optional<Currency> currency;
  std::string sort = "newest";
  int limit = 20;
  std::optional<std::string> cursor;

  static void rules(json::Rules<ListingRequest>& rule);
};
KONTOR_DESCRIBE(ListingRequest, category, brand, tag, attribute, min_price, max_price, currency, sort, limit, cursor)

// What single members cannot say: the cursor fits the sort, the prices are in order, an attribute is name:value.
Result<Listing> listing_from(const ListingRequest& request, Currency default_currency);

}  // namespace kontor::catalog
