#include "modules/catalog/store/product_writer.hpp"

#include <concepts>

#include "kernel/json/json.hpp"
#include "modules/catalog/store/copy_rows.hpp"

namespace kontor::catalog {

namespace {

template <std::invocable<CopyRows&> Fill>
void copy(db::Tx& tx, std::string_view sql, const Fill& fill) {
  CopyRows rows;
  fill(rows);
  if (rows.text().empty()) return;
  bool sent = false;
  tx.copy_in(sql, [&](std::string& out) {
    if (sent) return false;
    out = rows.text();
    return sent = true;
  });
}

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
  rows.add(product.tags).add(json_object(product.attributes));
  rows.add(unless_empty(product.seo_title)).add(unless_empty(product.seo_description)).add(product.category_path);
  rows.add(product.created_at).add(product.created_at).add(product.version).end_row();
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
    rows.add(image.width).add(image.height).end_row();
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

// The tables that hold one product's parts, each after what it refers to.
struct Table {
  std::string_view copy;
  void (*add)(CopyRows& rows, const Product& product);
};

constexpr Table kTables[] = {
    {R"sql(
       copy catalog.product (id, slug, status, name, description, brand_id, tags, attributes, seo_title,
                             seo_description, category_path, created_at, updated_at, version)
       from stdin)sql",
     add_product},
    {R"sql(copy catalog.product_category (product_id, category_id, position) from stdin)sql", add_categories_of},
    {R"sql(copy catalog.product_option (product_id, position, name, choices) from stdin)sql", add_options},
    {R"sql(copy catalog.product_image (id, product_id, position, path, alt_text, width, height) from stdin)sql",
     add_images},
    {R"sql(
       copy catalog.variant (id, product_id, position, sku, barcode, name, options, weight_grams, length_mm, width_mm,
                             height_mm)
       from stdin)sql",
     add_variants},
    {R"sql(copy catalog.variant_price (variant_id, currency, amount_minor, compare_at_minor) from stdin)sql",
     add_variant_prices},
    {R"sql(copy catalog.product_price (product_id, currency, lowest_minor, highest_minor) from stdin)sql",
     add_product_prices},
};

}  // namespace

bool ProductWriter::claim_empty_catalog() {
  tx_.execute(R"sql(lock table catalog.product in share row exclusive mode)sql");
  return tx_.query(R"sql(select id from catalog.product limit 1)sql").empty();
}

void ProductWriter::add_brands(std::span<const Brand> brands) {
  copy(tx_, R"sql(copy catalog.brand (id, slug, name) from stdin)sql", [&](CopyRows& rows) {
    for (const auto& brand : brands) rows.add(brand.id).add(brand.slug).add(brand.name).end_row();
  });
}

void ProductWriter::add_categories(std::span<const Category> categories) {
  copy(tx_, R"sql(copy catalog.category (id, parent_id, slug, name, position) from stdin)sql", [&](CopyRows& rows) {
    for (const auto& category : categories) {
      rows.add(category.id).add(category.parent_id).add(category.slug).add(category.name);
      rows.add(category.position).end_row();
    }
  });
}

void ProductWriter::add_products(std::span<const DocumentedProduct> products) {
  for (const auto& table : kTables) {
    copy(tx_, table.copy, [&](CopyRows& rows) {
      for (const auto& each : products) table.add(rows, each.product);
    });
  }
  copy(tx_, R"sql(copy catalog.product_document (product_id, document) from stdin)sql", [&](CopyRows& rows) {
    for (const auto& each : products) rows.add(each.product.id).add(each.document).end_row();
  });
}

void ProductWriter::refresh_statistics() {
  // Reads a sample of every table, which on a slow disk takes longer than any request may.
  tx_.be_patient(std::chrono::minutes(5));
  tx_.query(R"sql(select catalog.refresh_statistics())sql");
}

}  // namespace kontor::catalog
