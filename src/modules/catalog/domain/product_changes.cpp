#include "modules/catalog/domain/product_changes.hpp"

#include <algorithm>
#include <map>

namespace kontor::catalog {

namespace {

constexpr std::size_t kMaxWords = 500;

// Not within a character.
std::string cut(std::string words) {
  if (words.size() <= kMaxWords) return words;
  auto end = kMaxWords - 3;
  while (end > 0 && (words[end] & 0xc0) == 0x80) --end;
  words.resize(end);
  return words + "...";
}

template <class List, class Spell>
std::string joined(const List& list, Spell spell) {
  std::string words;
  for (const auto& one : list) {
    if (!words.empty()) words += ", ";
    words += spell(one);
    if (words.size() > kMaxWords) break;
  }
  return cut(std::move(words));
}

std::string moment(const std::optional<Timestamp>& at) {
  return at ? kontor::to_string(*at) : std::string();
}

struct Field {
  const char* name;
  std::string (*words)(const Product& product);
};

constexpr Field kFields[] = {
    {"name", [](const Product& one) { return one.name; }},
    {"slug", [](const Product& one) { return one.slug; }},
    {"status", [](const Product& one) { return std::string(to_string(one.status)); }},
    {"description", [](const Product& one) { return one.description; }},
    {"brand", [](const Product& one) { return one.brand ? one.brand->id.str() : std::string(); }},
    {"categories",
     [](const Product& one) { return joined(one.categories, [](const Category& each) { return each.id.str(); }); }},
    {"tags", [](const Product& one) { return joined(one.tags, [](const std::string& tag) { return tag; }); }},
    {"attributes",
     [](const Product& one) {
       return joined(one.attributes, [](const auto& each) { return each.first + ": " + each.second.text; });
     }},
    {"seo",
     [](const Product& one) {
       return one.seo_title + (one.seo_description.empty() ? "" : " | ") + one.seo_description;
     }},
    {"options",
     [](const Product& one) {
       return joined(one.options, [](const ProductOption& option) {
         return option.name + " (" + joined(option.choices, [](const std::string& choice) { return choice; }) + ')';
       });
     }},
    {"variants", [](const Product& one) { return joined(one.variants, [](const Variant& each) { return each.sku; }); }},
    {"images", [](const Product& one) { return joined(one.images, [](const Image& each) { return each.id.str(); }); }},
    {"publish_at", [](const Product& one) { return moment(one.publish_at); }},
    {"unpublish_at", [](const Product& one) { return moment(one.unpublish_at); }},
    {"deleted_at", [](const Product& one) { return moment(one.deleted_at); }},
    {"related", [](const Product& one) { return joined(one.related, [](const ProductId& id) { return id.str(); }); }},
    {"translations",
     [](const Product& one) { return joined(one.translations, [](const auto& each) { return each.first; }); }},
};

bool same_but_prices(const std::vector<Variant>& a, const std::vector<Variant>& b) {
  return std::ranges::equal(a, b, [](Variant one, const Variant& other) {
    one.prices = other.prices;
    return one == other;
  });
}

// Words that were cut may be the same where the thing is not.
bool differs(const std::string& field, const Product& before, const Product& after) {
  if (field == "description") return before.description != after.description;
  if (field == "attributes") return before.attributes != after.attributes;
  if (field == "options") return before.options != after.options;
  if (field == "variants") return !same_but_prices(before.variants, after.variants);
  if (field == "images") return before.images != after.images;
  if (field == "related") return before.related != after.related;
  if (field == "tags") return before.tags != after.tags;
  if (field == "seo") return before.seo_title != after.seo_title || before.seo_description != after.seo_description;
  if (field == "translations") return before.translations != after.translations;
  return false;
}

using Prices = std::map<Currency, const ListPrice*>;

Prices by_currency(const Variant& variant) {
  Prices prices;
  for (const auto& list : variant.prices) prices.emplace(list.price.currency(), &list);
  return prices;
}

std::optional<std::int64_t> compare_at_of(const ListPrice* list) {
  return list && list->compare_at ? std::optional(list->compare_at->amount()) : std::nullopt;
}

std::optional<std::int64_t> amount_of(const ListPrice* list) {
  return list ? std::optional(list->price.amount()) : std::nullopt;
}

void add_differences(std::vector<PriceDifference>& all, const Variant& before, const Variant& after) {
  const auto old_prices = by_currency(before);
  const auto new_prices = by_currency(after);
  auto currencies = old_prices;
  currencies.insert(new_prices.begin(), new_prices.end());
  for (const auto& [currency, any] : currencies) {
    const auto was = old_prices.find(currency);
    const auto is = new_prices.find(currency);
    const auto* one = was == old_prices.end() ? nullptr : was->second;
    const auto* other = is == new_prices.end() ? nullptr : is->second;
    if (one && other && *one == *other) continue;
    all.push_back({before.id, currency, amount_of(one), amount_of(other), compare_at_of(one), compare_at_of(other)});
  }
}

}  // namespace

std::vector<FieldDifference> differences(const Product& before, const Product& after) {
  std::vector<FieldDifference> all;
  for (const auto& field : kFields) {
    auto was = cut(field.words(before));
    auto is = cut(field.words(after));
    if (was != is || differs(field.name, before, after)) all.push_back({field.name, std::move(was), std::move(is)});
  }
  return all;
}

std::vector<PriceDifference> price_differences(const Product& before, const Product& after) {
  std::vector<PriceDifference> all;
  for (const auto& variant : after.variants) {
    const auto was = std::ranges::find(before.variants, variant.id, &Variant::id);
    if (was != before.variants.end()) add_differences(all, *was, variant);
  }
  return all;
}

}  // namespace kontor::catalog
