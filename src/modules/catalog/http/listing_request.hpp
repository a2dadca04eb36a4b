#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "kernel/core/result.hpp"
#include "kernel/json/describe.hpp"
#include "modules/catalog/domain/facets.hpp"
#include "modules/catalog/domain/listing.hpp"

namespace kontor::catalog {

// The query of the product list.
struct ListingRequest {
  std::optional<std::string> category;
  std::optional<std::string> brand;
  std::vector<std::string> tag;
  std::vector<std::string> attribute;
  std::map<std::string, std::string> attr;
  std::optional<std::int64_t> min_price;
  std::optional<std::int64_t> max_price;
  std::optional<Currency> currency;
  std::string sort = "newest";
  int limit = 20;
  std::optional<std::string> cursor;
  std::vector<std::string> fields;
  std::vector<std::string> facets;
  std::vector<std::string> status;
  bool deleted = false;

  static void rules(json::Rules<ListingRequest>& rule);
};
KONTOR_DESCRIBE(ListingRequest, category, brand, tag, attribute, attr, min_price, max_price, currency, sort, limit,
                cursor, fields, facets, status, deleted)

enum class Viewer { shopper, staff };

// What single members cannot say: the cursor fits the sort, the prices are in order, an attribute is name:value, the
// bounds of an attribute are numbers, only staff ask for what is not published. `locale`: other than the shop's own.
Result<Listing> listing_from(const ListingRequest& request, Currency default_currency, Viewer viewer = Viewer::shopper,
                             std::optional<std::string> locale = std::nullopt);

// What `facets` asks for. Those of attributes are written attr.<code>; with the words comes "true" for all.
Result<FacetChoice> facets_from(const ListingRequest& request);

}  // namespace kontor::catalog
