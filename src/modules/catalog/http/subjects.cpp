#include "modules/catalog/http/subjects.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "kernel/json/json.hpp"
#include "modules/catalog/api/events.hpp"

namespace kontor::catalog {

namespace {

constexpr const char* kMembers = "lists";  // who is published, and not removed
constexpr const char* kNames = "lists by name";
constexpr const char* kPrices = "lists by price";
constexpr const char* kBrands = "lists by brand";
constexpr const char* kCategories = "lists by category";
constexpr const char* kTags = "lists by tag";
constexpr const char* kAttributes = "lists by attribute";
constexpr const char* kTaxonomy = "taxonomy";
constexpr std::array kAllOfLists{kMembers, kNames, kPrices, kBrands, kCategories, kTags, kAttributes};

struct FieldSubject {
  std::string_view field;
  const char* subject;  // null: no list depends on it
};
constexpr std::array kFieldSubjects{
    FieldSubject{"slug", nullptr},
    FieldSubject{"description", nullptr},
    FieldSubject{"seo", nullptr},
    FieldSubject{"options", nullptr},
    FieldSubject{"images", nullptr},
    FieldSubject{"publish_at", nullptr},
    FieldSubject{"unpublish_at", nullptr},
    FieldSubject{"related", nullptr},
    FieldSubject{"translations", nullptr},
    FieldSubject{"name", kNames},
    FieldSubject{"status", kMembers},
    FieldSubject{"deleted_at", kMembers},
    FieldSubject{"variants", kPrices},
    FieldSubject{"brand", kBrands},
    FieldSubject{"categories", kCategories},
    FieldSubject{"tags", kTags},
    FieldSubject{"attributes", kAttributes},
};

// A field that is not known may matter to any list. Without fields something was copied anew: a category's place, say.
std::vector<std::string> changed_by(const ProductUpdated& updated) {
  std::vector<std::string> subjects{updated.product_id.str()};
  bool all = updated.changes.empty();
  for (const auto& change : updated.changes) {
    const auto* known = std::ranges::find(kFieldSubjects, change.field, &FieldSubject::field);
    if (known == kFieldSubjects.end()) {
      all = true;
    } else if (known->subject != nullptr) {
      subjects.emplace_back(known->subject);
    }
  }
  if (all) subjects.insert(subjects.end(), kAllOfLists.begin(), kAllOfLists.end());
  return subjects;
}

}  // namespace

std::vector<std::string> subjects_of(const ProductPage& page, const Listing& listing, const FacetChoice& choice) {
  std::vector<std::string> subjects{kMembers};
  const auto add = [&](bool depends, const char* subject) {
    if (depends) subjects.emplace_back(subject);
  };
  const bool filters_attributes = !listing.attributes.empty() || !listing.ranges.empty();
  add(listing.sort == Sort::name || listing.sort == Sort::name_descending, kNames);
  add(is_by_price(listing.sort) || listing.min_price_minor || listing.max_price_minor || choice.price, kPrices);
  add(listing.brand || choice.brands, kBrands);
  add(listing.category || choice.categories, kCategories);
  add(!listing.tags.empty(), kTags);
  add(filters_attributes || choice.every_attribute || !choice.attributes.empty(), kAttributes);
  for (const auto& id : page.ids) subjects.push_back(id.str());
  return subjects;
}

std::vector<std::string> subjects_of_product(const ProductId& id) {
  return {id.str()};
}

// Others may be published and then show.
std::vector<std::string> subjects_of_related(const ProductId& id, const std::vector<ProductId>& others) {
  std::vector<std::string> subjects{id.str(), kMembers};
  for (const auto& other : others) subjects.push_back(other.str());
  return subjects;
}

std::vector<std::string> subjects_of_tags() {
  return {kMembers, kTags};
}

std::vector<std::string> subjects_of_taxonomy() {
  return {kTaxonomy};
}

std::optional<std::vector<std::string>> changed_by(const events::Event& event) {
  // Products say their attributes by code, so only lists know what these are.
  if (event.type == AttributeChanged::kMessage.name) return std::vector<std::string>{kAttributes};
  if (event.aggregatetype != ProductUpdated::kMessage.aggregate) return std::nullopt;
  if (event.type == PriceChanged::kMessage.name) return std::vector<std::string>{event.aggregateid, kPrices};
  if (event.type != ProductUpdated::kMessage.name) {
    std::vector<std::string> subjects(kAllOfLists.begin(), kAllOfLists.end());
    subjects.push_back(event.aggregateid);
    return subjects;
  }
  const auto updated = json::read<ProductUpdated>(event.payload, {.unknown = json::Unknown::ignore});
  if (!updated) return std::nullopt;
  return changed_by(*updated);
}

}  // namespace kontor::catalog
