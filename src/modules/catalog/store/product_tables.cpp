#include "modules/catalog/store/product_tables.hpp"

#include <algorithm>

#include "kernel/json/json.hpp"
#include "modules/catalog/domain/attribute.hpp"
#include "modules/catalog/store/translation_json.hpp"

namespace kontor::catalog {

namespace {

std::string json_object(const std::vector<std::pair<std::string, std::string>>& members) {
  std::string text = "{";
  for (const auto& [name, value] : members) {
    if (text.size() > 1) text += ',';
    json::write_string(text, name);
    text += ':';
    json::write_string(text, value);
  }
  return text + '}';
}

std::optional<std::string_view> unless_empty(std::string_view text) {
  return text.empty() ? std::nullopt : std::optional(text);
}

void add_product(CopyRows& rows, const Product& product) {
  rows.add(product.id).add(product.slug).add(to_string(product.status)).add(product.name).add(product.description);
  rows.add(product.brand ? std::optional(product.brand->id) : std::nullopt);
  rows.add(product.tags).add(attributes_json(product));
  rows.add(unless_empty(product.seo_title)).add(unless_empty(product.seo_description)).add(product.category_path);
  rows.add(product.created_at).add(product.created_at).add(product.version);
  rows.add(product.publish_at).add(product.unpublish_at).end_row();
}

void add_categories_of(CopyRows& rows, const Product& product) {
  std::int64_t position = 0;
  for (const auto& category : product.categories) rows.add(product.id).add(category.id).add(position++).end_row();
}

void add_options(CopyRows& rows, const Product& product) {
  std::int64_t position = 0;
  for (const auto& option : product.options) {
    rows.add(product.id).add(position++).add(option.name).add(option.choices).end_row();
  }
}

void add_images(CopyRows& rows, const Product& product) {
  std::int64_t position = 0;
  for (const auto& image : product.images) {
    rows.add(image.id).add(product.id).add(position++).add(image.path).add(image.alt_text);
    rows.add(image.width).add(image.height).add(json::to_json(image.alt_texts)).end_row();
  }
}

void add_size(CopyRows& rows, const std::optional<Dimensions>& size) {
  if (size) {
    rows.add(size->length_mm).add(size->width_mm).add(size->height_mm);
  } else {
    rows.add_null().add_null().add_null();
  }
}

void add_variants(CopyRows& rows, const Product& product) {
  std::int64_t position = 0;
  for (const auto& variant : product.variants) {
    rows.add(variant.id).add(product.id).add(position++).add(variant.sku).add(unless_empty(variant.barcode));
    rows.add(variant.name).add(json_object(variant.options)).add(variant.weight_grams);
    add_size(rows, variant.dimensions);
    rows.end_row();
  }
}

void add_variant_prices(CopyRows& rows, const Product& product) {
  for (const auto& variant : product.variants) {
    for (const auto& list : variant.prices) {
      rows.add(variant.id).add(list.price.currency().code()).add(list.price.amount());
      rows.add(list.compare_at ? std::optional(list.compare_at->amount()) : std::nullopt).end_row();
    }
  }
}

void add_product_prices(CopyRows& rows, const Product& product) {
  for (const auto& range : price_ranges(product)) {
    rows.add(product.id).add(range.currency.code()).add(range.lowest_minor).add(range.highest_minor).end_row();
  }
}

void add_numbers(CopyRows& rows, const Product& product) {
  for (const auto& [name, value] : product.attributes) {
    if (number_of(value)) rows.add(product.id).add(name).add(value.text).end_row();
  }
}

void add_related(CopyRows& rows, const Product& product) {
  std::int64_t position = 0;
  for (const auto& related : product.related) rows.add(product.id).add(position++).add(related).end_row();
}

void add_translations(CopyRows& rows, const Product& product) {
  for (const auto& [locale, words] : product.translations) {
    rows.add(product.id).add(locale).add(json::to_json(texts_of(words))).end_row();
  }
}

bool same_variants_but_prices(const Product& a, const Product& b) {
  return std::ranges::equal(a.variants, b.variants, [](Variant one, const Variant& other) {
    one.prices = other.prices;
    return one == other;
  });
}

// Each after what it refers to.
constexpr ProductTable kTables[] = {
    {R"sql(
       copy catalog.product (id, slug, status, name, description, brand_id, tags, attributes, seo_title,
                             seo_description, category_path, created_at, updated_at, version, publish_at, unpublish_at)
       from stdin)sql",
     add_product, "", [](const Product&, const Product&) { return true; }},
    {R"sql(copy catalog.product_category (product_id, category_id, position) from stdin)sql", add_categories_of,
     R"sql(delete from catalog.product_category where product_id = any($1::uuid[]))sql",
     [](const Product& a, const Product& b) { return a.categories == b.categories; }},
    {R"sql(copy catalog.product_option (product_id, position, name, choices) from stdin)sql", add_options,
     R"sql(delete from catalog.product_option where product_id = any($1::uuid[]))sql",
     [](const Product& a, const Product& b) { return a.options == b.options; }},
    {R"sql(copy catalog.product_image (id, product_id, position, path, alt_text, width, height, alt_texts) from stdin)sql",
     add_images, R"sql(delete from catalog.product_image where product_id = any($1::uuid[]))sql",
     [](const Product& a, const Product& b) { return a.images == b.images; }},
    {R"sql(
       copy catalog.variant (id, product_id, position, sku, barcode, name, options, weight_grams, length_mm, width_mm,
                             height_mm)
       from stdin)sql",
     add_variants, R"sql(delete from catalog.variant where product_id = any($1::uuid[]))sql", same_variants_but_prices},
    // Removed with their variants, and so written with them.
    {R"sql(copy catalog.variant_price (variant_id, currency, amount_minor, compare_at_minor) from stdin)sql",
     add_variant_prices, R"sql(
       delete from catalog.variant_price
       where variant_id in (select v.id from catalog.variant v where v.product_id = any($1::uuid[])))sql",
     [](const Product& a, const Product& b) { return a.variants == b.variants; }},
    {R"sql(copy catalog.product_price (product_id, currency, lowest_minor, highest_minor) from stdin)sql",
     add_product_prices, R"sql(delete from catalog.product_price where product_id = any($1::uuid[]))sql",
     [](const Product& a, const Product& b) { return a.variants == b.variants; }},
    {R"sql(copy catalog.product_number (product_id, attribute, value) from stdin)sql", add_numbers,
     R"sql(delete from catalog.product_number where product_id = any($1::uuid[]))sql",
     [](const Product& a, const Product& b) { return a.attributes == b.attributes; }},
    {R"sql(copy catalog.product_related (product_id, position, related_id) from stdin)sql", add_related,
     R"sql(delete from catalog.product_related where product_id = any($1::uuid[]))sql",
     [](const Product& a, const Product& b) { return a.related == b.related; }},
    {R"sql(copy catalog.product_translation (product_id, locale, texts) from stdin)sql", add_translations,
     R"sql(delete from catalog.product_translation where product_id = any($1::uuid[]))sql",
     [](const Product& a, const Product& b) { return a.translations == b.translations; }},
};

}  // namespace

std::span<const ProductTable> product_tables() {
  return kTables;
}

std::string attributes_json(const Product& product) {
  std::string text = "{";
  for (const auto& [name, value] : product.attributes) {
    if (text.size() > 1) text += ',';
    json::write_string(text, name);
    text += ':';
    text += raw_from(value).text;
  }
  return text + '}';
}

json::Raw raw_from(const AttributeValue& value) {
  if (value.kind != AttributeValue::Kind::text) return {value.text};
  json::Raw raw{""};
  json::write_string(raw.text, value.text);
  return raw;
}

std::optional<AttributeValue> attribute_value_from(const json::Raw& raw) {
  using Kind = AttributeValue::Kind;
  const char first = raw.text.empty() ? 'n' : raw.text.front();
  if (first == '"') {
    auto words = json::read<std::string>(raw.text);
    return words ? std::optional(AttributeValue(Kind::text, *std::move(words))) : std::nullopt;
  }
  if (first == 't' || first == 'f') return AttributeValue(Kind::boolean, raw.text);
  if (first == '-' || (first >= '0' && first <= '9')) return AttributeValue(Kind::number, raw.text);
  return std::nullopt;
}

void copy_rows(db::Tx& tx, std::string_view sql, const CopyRows& rows) {
  if (rows.text().empty()) return;
  bool sent = false;
  tx.copy_in(sql, [&](std::string& out) {
    if (sent) return false;
    out = rows.text();
    return sent = true;
  });
}

}  // namespace kontor::catalog
