#include "modules/catalog/http/listing_request.hpp"

#include <algorithm>

#include "kernel/http/page.hpp"
#include "modules/catalog/domain/attribute.hpp"
#include "modules/catalog/http/members.hpp"

namespace kontor::catalog {

namespace {

// Each may have the products of the list looked for once more.
constexpr std::size_t kMaxFiltersOfCounted = 8;

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

NumberRange& range_of(Listing& listing, std::string_view attribute) {
  const auto known = std::ranges::find(listing.ranges, attribute, &NumberRange::attribute);
  if (known != listing.ranges.end()) return *known;
  return listing.ranges.emplace_back(NumberRange{std::string(attribute), {}, {}});
}

// attr.color=red, attr.weight_min=0.5, attr.weight_max=2.
void read_typed_attributes(const ListingRequest& request, Listing& listing, std::vector<FieldProblem>& problems) {
  constexpr std::size_t kSuffix = 4;
  for (const auto& [name, value] : request.attr) {
    const bool is_minimum = name.ends_with("_min");
    if (!is_minimum && !name.ends_with("_max")) {
      listing.attributes.emplace_back(name, value);
      continue;
    }
    const auto bound = number_of({AttributeValue::Kind::number, value});
    if (!bound) problems.push_back({"/attr." + name, "type", "must be a number"});
    auto& range = range_of(listing, std::string_view(name).substr(0, name.size() - kSuffix));
    (is_minimum ? range.lowest : range.highest) = bound;
  }
}

void read_visibility(const ListingRequest& request, Viewer viewer, Listing& listing,
                     std::vector<FieldProblem>& problems) {
  if (viewer == Viewer::staff) {
    listing.statuses =
        request.status.empty() ? std::vector<std::string>{"draft", "published", "archived"} : request.status;
    listing.deleted = request.deleted;
    return;
  }
  const auto hidden = [](const std::string& status) { return status != "published"; };
  if (std::ranges::any_of(request.status, hidden)) problems.push_back({"/status", "not_allowed", "is for staff"});
  if (request.deleted) problems.push_back({"/deleted", "not_allowed", "is for staff"});
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
  rule(&ListingRequest::attr)
      .optional()
      .doc("Typed attributes, attr.<code>=<value>; for numbers also attr.<code>_min and attr.<code>_max")
      .length(1, 300)
      .items(0, 20)
      .example(json::Raw{R"({"material":"linen"})"});
  rule(&ListingRequest::fields)
      .optional()
      .doc("Only these members of each product")
      .items(0, 20)
      .one_of(product_members());
  rule(&ListingRequest::facets)
      .optional()
      .doc(
          "Counts the products of the whole list by these: brand, category, price, attr.<code>; true: by all that are "
          "offered")
      .items(0, 20)
      .length(1, 110)
      .example("true");
  rule(&ListingRequest::status)
      .optional()
      .doc("For staff: only of these; without it all")
      .items(0, 3)
      .one_of({"draft", "published", "archived"});
  rule(&ListingRequest::deleted).optional().doc("For staff: what was removed, instead of what is there");
}

Result<Listing> listing_from(const ListingRequest& request, Currency default_currency, Viewer viewer,
                             std::optional<std::string> locale) {
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
  listing.locale = std::move(locale);
  read_attributes(request, listing, problems);
  read_typed_attributes(request, listing, problems);
  read_visibility(request, viewer, listing, problems);
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

Result<FacetChoice> facets_from(const ListingRequest& request) {
  constexpr std::string_view kAttribute = "attr.";
  FacetChoice choice;
  for (const auto& word : request.facets) {
    const bool all = word == "true";
    const bool is_attribute = word.starts_with(kAttribute) && word.size() > kAttribute.size();
    if (!all && !is_attribute && word != "brand" && word != "category" && word != "price") {
      return invalid({{"/facets", "not_allowed", "must be true, brand, category, price or attr.<code>"}});
    }
    choice.brands |= all || word == "brand";
    choice.categories |= all || word == "category";
    choice.price |= all || word == "price";
    choice.every_attribute |= all;
    if (is_attribute) choice.attributes.push_back(word.substr(kAttribute.size()));
  }
  if (choice.any() && request.attribute.size() + request.attr.size() > kMaxFiltersOfCounted) {
    return invalid({{"/facets", "too_many", "a list with more than 8 filters by attributes is not counted"}});
  }
  return choice;
}

}  // namespace kontor::catalog
