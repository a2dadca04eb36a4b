#include "modules/catalog/store/products.hpp"

#include <algorithm>
#include <map>

#include "kernel/core/check.hpp"
#include "kernel/json/json.hpp"
#include "modules/catalog/store/product_tables.hpp"
#include "modules/catalog/store/translation_json.hpp"

namespace kontor::catalog::products {

namespace {

using ById = std::map<ProductId, Product*>;

std::vector<std::pair<std::string, std::string>> words_of(const db::JsonText& object) {
  const auto words = json::read<std::map<std::string, std::string>>(object.text);
  KONTOR_CHECK(words, "what the catalog wrote as an object of texts can be read");
  return {words->begin(), words->end()};
}

std::vector<std::pair<std::string, AttributeValue>> attributes_of(const db::JsonText& object) {
  const auto values = json::read<std::map<std::string, json::Raw>>(object.text);
  KONTOR_CHECK(values, "what the catalog wrote as attributes can be read");
  std::vector<std::pair<std::string, AttributeValue>> attributes;
  for (const auto& [name, raw] : *values) attributes.emplace_back(name, attribute_value_from(raw).value_or(""));
  return attributes;
}

Product product_from(const db::Row& row) {
  Product product;
  product.id = row.get<ProductId>("id");
  product.slug = row.get<std::string>("slug");
  product.status = parse_product_status(row.get<std::string>("status")).value_or(ProductStatus::draft);
  product.name = row.get<std::string>("name");
  product.description = row.get<std::string>("description");
  if (const auto brand = row.get<std::optional<BrandId>>("brand_id")) {
    product.brand = Brand{*brand, row.get<std::string>("brand_slug"), row.get<std::string>("brand_name"),
                          row.get<std::int64_t>("brand_version")};
  }
  product.category_path = row.get<std::vector<CategoryId>>("category_path");
  product.tags = row.get<std::vector<std::string>>("tags");
  product.attributes = attributes_of(row.get<db::JsonText>("attributes"));
  product.seo_title = row.get<std::optional<std::string>>("seo_title").value_or("");
  product.seo_description = row.get<std::optional<std::string>>("seo_description").value_or("");
  product.created_at = row.get<Timestamp>("created_at");
  product.version = row.get<std::int64_t>("version");
  product.publish_at = row.get<std::optional<Timestamp>>("publish_at");
  product.unpublish_at = row.get<std::optional<Timestamp>>("unpublish_at");
  product.deleted_at = row.get<std::optional<Timestamp>>("deleted_at");
  product.related = row.get<std::vector<ProductId>>("related");
  return product;
}

constexpr std::string_view kProducts = R"sql(
  select p.id, p.slug, p.status, p.name, p.description, p.brand_id, b.slug as brand_slug, b.name as brand_name,
         b.version as brand_version, p.category_path, p.tags, p.attributes, p.seo_title, p.seo_description,
         p.created_at, p.version, p.publish_at, p.unpublish_at, p.deleted_at,
         array(select r.related_id from catalog.product_related r
               where r.product_id = p.id order by r.position) as related
  from catalog.product p
  left join catalog.brand b on b.id = p.brand_id
  where p.id = any($1::uuid[])
  order by p.id
)sql";

void load_categories(db::Tx& tx, std::span<const ProductId> ids, const ById& products) {
  const auto rows = tx.query(R"sql(
    select pc.product_id, c.id, c.parent_id, c.slug, c.name, c.position, c.version,
           coalesce((select jsonb_object_agg(t.locale, t.name) from catalog.category_translation t
                     where t.category_id = c.id), '{}') as names
    from catalog.product_category pc
    join catalog.category c on c.id = pc.category_id
    where pc.product_id = any($1::uuid[])
    order by pc.product_id, pc.position
  )sql",
                             ids);
  for (const auto& row : rows) {
    Category category{row.get<CategoryId>("id"),    row.get<std::optional<CategoryId>>("parent_id"),
                      row.get<std::string>("slug"), row.get<std::string>("name"),
                      row.get<int>("position"),     row.get<std::int64_t>("version")};
    for (auto& [locale, name] : words_of(row.get<db::JsonText>("names"))) category.names.emplace(locale, name);
    products.at(row.get<ProductId>("product_id"))->categories.push_back(std::move(category));
  }
}

void load_options(db::Tx& tx, std::span<const ProductId> ids, const ById& products) {
  const auto rows = tx.query(R"sql(
    select product_id, name, choices
    from catalog.product_option
    where product_id = any($1::uuid[])
    order by product_id, position
  )sql",
                             ids);
  for (const auto& row : rows) {
    products.at(row.get<ProductId>("product_id"))
        ->options.push_back({row.get<std::string>("name"), row.get<std::vector<std::string>>("choices")});
  }
}

void load_images(db::Tx& tx, std::span<const ProductId> ids, const ById& products) {
  const auto rows = tx.query(R"sql(
    select product_id, id, path, alt_text, width, height, alt_texts
    from catalog.product_image
    where product_id = any($1::uuid[])
    order by product_id, position
  )sql",
                             ids);
  for (const auto& row : rows) {
    auto translated = json::read<std::map<std::string, std::string>>(row.get<db::JsonText>("alt_texts").text);
    KONTOR_CHECK(translated, "what the catalog wrote as alternative texts can be read");
    products.at(row.get<ProductId>("product_id"))
        ->images.push_back({row.get<ImageId>("id"), row.get<std::string>("path"), row.get<std::string>("alt_text"),
                            row.get<int>("width"), row.get<int>("height"), *std::move(translated)});
  }
}

void load_translations(db::Tx& tx, std::span<const ProductId> ids, const ById& products) {
  const auto rows = tx.query(R"sql(
    select product_id, locale, texts
    from catalog.product_translation
    where product_id = any($1::uuid[])
  )sql",
                             ids);
  for (const auto& row : rows) {
    const auto texts = json::read<TranslationTexts>(row.get<db::JsonText>("texts").text);
    KONTOR_CHECK(texts, "what the catalog wrote as a translation can be read");
    products.at(row.get<ProductId>("product_id"))
        ->translations.emplace(row.get<std::string>("locale"), words_from(*texts));
  }
}

// In the order of the product's options, which jsonb does not keep.
Choices in_order(const std::vector<std::pair<std::string, std::string>>& words,
                 const std::vector<ProductOption>& options) {
  Choices choices;
  for (const auto& option : options) {
    const auto chosen = std::ranges::find(words, option.name, [](const auto& word) { return word.first; });
    if (chosen != words.end()) choices.push_back(*chosen);
  }
  return choices;
}

Variant variant_from(const db::Row& row, const Product& product) {
  Variant variant;
  variant.id = row.get<VariantId>("id");
  variant.sku = row.get<std::string>("sku");
  variant.barcode = row.get<std::optional<std::string>>("barcode").value_or("");
  variant.name = row.get<std::string>("name");
  variant.options = in_order(words_of(row.get<db::JsonText>("options")), product.options);
  variant.weight_grams = row.get<std::optional<int>>("weight_grams");
  if (const auto length = row.get<std::optional<int>>("length_mm")) {
    variant.dimensions = Dimensions{*length, row.get<int>("width_mm"), row.get<int>("height_mm")};
  }
  const auto currencies = row.get<std::vector<Currency>>("currencies");
  const auto amounts = row.get<std::vector<std::int64_t>>("amounts");
  const auto compared = row.get<std::vector<std::optional<std::int64_t>>>("compare_at");
  for (std::size_t i = 0; i < currencies.size(); ++i) {
    ListPrice list{Money(amounts[i], currencies[i]), std::nullopt};
    if (compared[i]) list.compare_at = Money(*compared[i], currencies[i]);
    variant.prices.push_back(list);
  }
  return variant;
}

void load_variants(db::Tx& tx, std::span<const ProductId> ids, const ById& products) {
  const auto rows = tx.query(R"sql(
    select v.product_id, v.id, v.sku, v.barcode, v.name, v.options, v.weight_grams, v.length_mm, v.width_mm,
           v.height_mm,
           coalesce(array_agg(r.currency order by r.currency) filter (where r.currency is not null), '{}') as currencies,
           coalesce(array_agg(r.amount_minor order by r.currency) filter (where r.currency is not null), '{}')
             as amounts,
           coalesce(array_agg(r.compare_at_minor order by r.currency) filter (where r.currency is not null), '{}')
             as compare_at
    from catalog.variant v
    left join catalog.variant_price r on r.variant_id = v.id
    where v.product_id = any($1::uuid[])
    group by v.id
    order by v.product_id, v.position
  )sql",
                             ids);
  for (const auto& row : rows) {
    auto& product = *products.at(row.get<ProductId>("product_id"));
    product.variants.push_back(variant_from(row, product));
  }
}

}  // namespace

std::optional<ProductId> id_of(db::Tx& tx, std::string_view key) {
  if (const auto id = ProductId::parse(key)) return id;
  const auto rows = tx.query(R"sql(
    select id from catalog.product where slug = $1
    union all
    select product_id as id from catalog.product_old_slug
    where slug = $1 and not exists (select from catalog.product where slug = $1)
  )sql",
                             key);
  const auto row = rows.maybe_one();
  return row ? std::optional(row->get<ProductId>("id")) : std::nullopt;
}

std::vector<ProductId> due(db::Tx& tx, int limit) {
  const auto rows = tx.query(R"sql(
    select id
    from catalog.product
    where (publish_at <= kernel.now() or unpublish_at <= kernel.now()) and deleted_at is null
    order by id
    limit $1
  )sql",
                             limit);
  std::vector<ProductId> ids;
  for (const auto& row : rows) ids.push_back(row.get<ProductId>("id"));
  return ids;
}

std::vector<ProductId> matching(db::Tx& tx, const Filter& filter, int limit) {
  const auto id_in = [](const auto& key, auto id) { return key ? decltype(id)::parse(*key) : std::nullopt; };
  const auto rows = tx.query(R"sql(
    select p.id
    from catalog.product p
    where p.deleted_at is null
      and ($1::text is null
           or p.category_path && array(select c.id from catalog.category c where c.slug = $1 or c.id = $2))
      and ($3::text is null or p.brand_id in (select b.id from catalog.brand b where b.slug = $3 or b.id = $4))
      and p.tags @> $5::text[]
      and ($6::uuid[] = '{}' or p.id = any($6::uuid[]))
    order by p.id
    limit $7
  )sql",
                             filter.category, id_in(filter.category, CategoryId()), filter.brand,
                             id_in(filter.brand, BrandId()), filter.tags, filter.ids, limit);
  std::vector<ProductId> ids;
  for (const auto& row : rows) ids.push_back(row.get<ProductId>("id"));
  return ids;
}

Timestamp now(db::Tx& tx) {
  return tx.query(R"sql(select kernel.now() as now)sql").one().get<Timestamp>("now");
}

std::vector<Product> load(db::Tx& tx, std::span<const ProductId> ids, Lock lock) {
  if (lock == Lock::rows) {
    tx.post(R"sql(select from catalog.product where id = any($1::uuid[]) order by id for update)sql", ids);
  }
  std::vector<Product> found;
  for (const auto& row : tx.query(kProducts, ids)) found.push_back(product_from(row));
  ById products;
  for (auto& product : found) products.emplace(product.id, &product);
  if (products.empty()) return found;
  load_categories(tx, ids, products);
  load_options(tx, ids, products);
  load_variants(tx, ids, products);
  load_images(tx, ids, products);
  load_translations(tx, ids, products);
  return found;
}

}  // namespace kontor::catalog::products
