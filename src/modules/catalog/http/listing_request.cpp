#include "modules/catalog/http/listing_request.hpp"

#include "kernel/http/page.hpp"

namespace kontor::catalog {

namespace {

void read_attributes(const ListingRequest& request, Listing& listing, std::vector<FieldProblem>& problems) {
  for (const auto& attribute : request.attribute) {
    const auto colon = attribute.find(':');
    if (colon == 0 || colon == std::string::npos) {
      problems.push_back({"/attribute", "format", "must be written name:value"});
    } else {
      listing.attributes.emplace_back(attribute.substr(0, colon), attribute.substr(colon + 1));
    }
  }
}

}  // namespace

void ListingRequest::rules(json::Rules<ListingRequest>& rule) {
  rule(&ListingRequest::category).doc("Slug or id of a category; its whole subtree counts").length(1, 120);
  rule(&ListingRequest::brand).doc("Slug of a brand").length(1, 120);
  rule(&ListingRequest::tag).optional().doc("Only products with all of these tags").items(0, 10);
  rule(&ListingRequest::attribute)
      .optional()
      .doc("Only products with all of these attributes, name:value")
      .items(0, 10);
  rule(&ListingRequest::min_price).doc("Lowest price in minor units").at_least(0);
  rule(&ListingRequest::max_price).doc("Highest price in minor units").at_least(0);
  rule(&ListingRequest::currency).doc("Of the prices that are compared; the shop's own if not given");
  rule(&ListingRequest::sort)
      .optional()
      .doc("Order of the list")
      .one_of({"newest", "oldest", "name", "-name", "price", "-price"});
  http::page_rules(rule);
}

Result<Listing> listing_from(const ListingRequest& request, Currency default_currency) {
  std::vector<FieldProblem> problems;
  Listing listing{request.category,
                  request.brand,
                  request.tag,
                  {},
                  request.min_price,
                  request.max_price,
                  request.currency.value_or(default_currency),
                  Sort::newest,
                  std::nullopt,
                  request.limit};
  read_attributes(request, listing, problems);
  if (const auto sort = parse_sort(request.sort)) {
    listing.sort = *sort;
  } else {
    problems.push_back({"/sort", "not_allowed", "is not known"});
  }
  if (request.cursor) {
    listing.after = decode_cursor(listing.sort, *request.cursor);
    if (!listing.after) problems.push_back({"/cursor", "format", "does not belong to this list"});
  }
  if (request.min_price && request.max_price && *request.min_price > *request.max_price) {
    problems.push_back({"/max_price", "range", "must not be below min_price"});
  }
  if (!problems.empty()) return invalid(std::move(problems));
  return listing;
}

}  // namespace kontor::catalog
