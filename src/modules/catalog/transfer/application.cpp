#include "modules/catalog/transfer/application.hpp"

#include <algorithm>

#include "kernel/core/text.hpp"
#include "modules/catalog/domain/attribute.hpp"

namespace kontor::catalog {

namespace {

// 1.50 and 1.5 are one number: what is there keeps its spelling.
void set_attributes(const std::vector<std::pair<std::string, AttributeValue>>& wanted, Product& product) {
  const auto before = std::move(product.attributes);
  product.attributes = wanted;
  for (auto& [name, value] : product.attributes) {
    const auto same = std::ranges::find(before, name, [](const auto& one) { return one.first; });
    if (same == before.end()) continue;
    const auto number = number_of(value);
    if (number && number == number_of(same->second)) value = same->second;
  }
}

void set_type(const std::string& type, Product& product) {
  std::map<std::string, AttributeValue> attributes(product.attributes.begin(), product.attributes.end());
  if (type.empty()) {
    attributes.erase(kTypeAttribute);
  } else {
    attributes.insert_or_assign(kTypeAttribute, AttributeValue(type));
  }
  product.attributes.assign(attributes.begin(), attributes.end());
}

// A choice that some variant outside of the file still has stays a choice.
void set_options(const std::vector<ProductOption>& wanted, Product& product) {
  auto options = wanted;
  for (auto& option : options) {
    const auto before = std::ranges::find(product.options, option.name, &ProductOption::name);
    if (before == product.options.end() || std::ranges::equal(before->choices, option.choices)) continue;
    auto choices = before->choices;
    for (auto& choice : option.choices) {
      if (std::ranges::find(choices, choice) == choices.end()) choices.push_back(std::move(choice));
    }
    option.choices = std::move(choices);
  }
  product.options = std::move(options);
}

void set_price(Currency currency, const PriceDraft& wanted, Variant& variant) {
  std::erase_if(variant.prices, [&](const ListPrice& list) { return list.price.currency() == currency; });
  if (!wanted.amount) return;
  ListPrice list{Money(*wanted.amount, currency), std::nullopt};
  if (wanted.compare_at) list.compare_at = Money(*wanted.compare_at, currency);
  const auto place =
      std::ranges::find_if(variant.prices, [&](const ListPrice& other) { return currency < other.price.currency(); });
  variant.prices.insert(place, list);
}

void order_choices(Choices& choices, const std::vector<ProductOption>& options) {
  std::ranges::stable_sort(choices, {}, [&](const auto& chosen) {
    return std::ranges::find(options, chosen.first, &ProductOption::name) - options.begin();
  });
}

Variant& variant_of(Product& product, const std::string& sku) {
  const auto known = std::ranges::find(product.variants, sku, &Variant::sku);
  if (known != product.variants.end()) return *known;
  auto& fresh = product.variants.emplace_back();
  fresh.id = VariantId::generate();
  fresh.sku = sku;
  return fresh;
}

void set_variant(const VariantDraft& draft, Product& product) {
  auto& variant = variant_of(product, draft.sku);
  const bool named_by_choices = variant.name == name_from(variant.options);
  if (draft.barcode) variant.barcode = *draft.barcode;
  if (draft.choices) variant.options = *draft.choices;
  order_choices(variant.options, product.options);
  if (draft.name) {
    variant.name = *draft.name;
  } else if (named_by_choices) {
    variant.name = name_from(variant.options);
  }
  if (draft.weight_grams) variant.weight_grams = *draft.weight_grams;
  if (draft.dimensions) variant.dimensions = *draft.dimensions;
  for (const auto& [currency, price] : draft.prices) set_price(currency, price, variant);
}

template <class T>
void set(T& target, const std::optional<T>& wanted) {
  if (wanted) target = *wanted;
}

bool has_same_categories(const Product& product, const std::vector<Category>& categories) {
  return std::ranges::equal(product.categories, categories, {}, &Category::id, &Category::id);
}

int first_of(const Layout& layout, std::initializer_list<Field> fields) {
  for (const auto field : fields) {
    if (const int column = layout.column_of(field); column != 0) return column;
  }
  return 0;
}

int product_column(std::string_view member, const Layout& layout) {
  if (member == "seo/title") return layout.column_of(Field::seo_title);
  if (member == "seo/description") return layout.column_of(Field::seo_description);
  const auto first = member.substr(0, member.find('/'));
  if (first == "name") return layout.column_of(Field::name);
  if (first == "slug") return layout.column_of(Field::slug);
  if (first == "description") return layout.column_of(Field::description);
  if (first == "status") return first_of(layout, {Field::status, Field::published});
  if (first == "brand") return first_of(layout, {Field::brand, Field::brand_name});
  if (first == "categories") return first_of(layout, {Field::categories, Field::category_names});
  if (first == "tags") return layout.column_of(Field::tags);
  if (first == "attributes") return first_of(layout, {Field::attributes, Field::product_type});
  if (first == "options") return first_of(layout, {Field::options, Field::option_name});
  if (first == "publish_at") return layout.column_of(Field::publish_at);
  if (first == "unpublish_at") return layout.column_of(Field::unpublish_at);
  if (first == "related") return layout.column_of(Field::related);
  if (first == "translations") return layout.column_of(Field::translations);
  if (first == "variants") return layout.column_of(Field::sku);
  return 0;
}

// `member` is what follows the variant's place: "prices/0/compare_at".
int variant_column(std::string_view member, const Variant& variant, const Layout& layout) {
  const auto parts = text::split(member, '/');
  if (parts[0] == "barcode") return layout.column_of(Field::barcode);
  if (parts[0] == "name") return layout.column_of(Field::variant_name);
  if (parts[0] == "options") return first_of(layout, {Field::choices, Field::option_choice});
  if (parts[0] == "weight_grams") return layout.column_of(Field::weight_grams);
  if (parts[0] == "dimensions") return layout.column_of(Field::length_mm);
  if (parts[0] != "prices") return layout.column_of(Field::sku);
  const auto index = parts.size() > 1 ? text::parse_int(parts[1]).value_or(0) : 0;
  if (static_cast<std::size_t>(index) >= variant.prices.size()) return layout.column_of(Field::sku);
  const auto currency = variant.prices[static_cast<std::size_t>(index)].price.currency();
  return layout.column_of(parts.back() == "compare_at" ? Field::compare_at : Field::price, currency);
}

}  // namespace

void apply(const ProductDraft& draft, const DraftReferences& references, Product& product) {
  product.slug = draft.slug;
  set(product.name, draft.name);
  set(product.description, draft.description);
  set(product.status, draft.status);
  if (draft.brand) product.brand = references.brand;
  if (draft.categories && !has_same_categories(product, references.categories)) {
    product.categories = references.categories;
    product.category_path = references.category_path;
  }
  set(product.tags, draft.tags);
  if (draft.attributes) set_attributes(*draft.attributes, product);
  if (draft.product_type) set_type(*draft.product_type, product);
  set(product.seo_title, draft.seo_title);
  set(product.seo_description, draft.seo_description);
  set(product.publish_at, draft.publish_at);
  set(product.unpublish_at, draft.unpublish_at);
  set(product.related, references.related);
  set(product.translations, draft.translations);
  if (draft.options) set_options(*draft.options, product);
  for (const auto& variant : draft.variants) set_variant(variant, product);
}

FilePlace place_of(const std::string& pointer, const Product& product, const ProductDraft& draft,
                   const Layout& layout) {
  constexpr std::string_view kVariants = "/variants/";
  FilePlace place{draft.line, 0};
  if (!pointer.starts_with(kVariants)) {
    place.column = product_column(std::string_view(pointer).substr(std::min<std::size_t>(1, pointer.size())), layout);
    return place;
  }
  const auto rest = std::string_view(pointer).substr(kVariants.size());
  const auto slash = std::min(rest.find('/'), rest.size());
  const auto index = static_cast<std::size_t>(text::parse_int(rest.substr(0, slash)).value_or(0));
  if (index >= product.variants.size()) return place;
  const auto& variant = product.variants[index];
  const auto said = std::ranges::find(draft.variants, variant.sku, &VariantDraft::sku);
  if (said == draft.variants.end()) return place;
  const auto member = slash == rest.size() ? std::string_view("sku") : rest.substr(slash + 1);
  return {said->line, variant_column(member, variant, layout)};
}

}  // namespace kontor::catalog
