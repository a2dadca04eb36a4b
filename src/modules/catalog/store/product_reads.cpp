#include "modules/catalog/store/product_reads.hpp"

#include <algorithm>

#include "modules/catalog/store/facet_statement.hpp"
#include "modules/catalog/store/listing_statement.hpp"

namespace kontor::catalog {

namespace {

VariantSummary summary_from(const db::Row& row) {
  VariantSummary summary{row.get<VariantId>("id"),
                         row.get<ProductId>("product_id"),
                         row.get<std::string>("sku"),
                         row.get<std::string>("name"),
                         row.get<bool>("published"),
                         {},
                         row.get<std::optional<int>>("weight_grams"),
                         {},
                         row.get<std::vector<CategoryId>>("category_path")};
  const auto currencies = row.get<std::vector<Currency>>("currencies");
  const auto amounts = row.get<std::vector<std::int64_t>>("amounts");
  const auto compare_at = row.get<std::vector<std::optional<std::int64_t>>>("compare_at");
  for (std::size_t i = 0; i < currencies.size(); ++i) {
    summary.list_prices.emplace_back(amounts[i], currencies[i]);
    if (compare_at[i]) summary.compare_at_prices.emplace_back(*compare_at[i], currencies[i]);
  }
  return summary;
}

void add_attribute(Facets& facets, const db::Row& row) {
  auto code = row.get<std::string>("code");
  if (facets.attributes.empty() || facets.attributes.back().code != code) {
    facets.attributes.push_back({std::move(code),
                                 row.get<std::string>("name"),
                                 parse_attribute_kind(row.get<std::string>("detail")).value_or(AttributeKind::text),
                                 {},
                                 row.get<std::optional<double>>("lowest"),
                                 row.get<std::optional<double>>("highest")});
  }
  if (auto value = row.get<std::optional<std::string>>("value")) {
    facets.attributes.back().values.push_back({*std::move(value), row.get<std::int64_t>("products")});
  }
}

void add_facet(Facets& facets, const db::Row& row) {
  const auto facet = row.get<std::string>("facet");
  if (facet == "attribute") return add_attribute(facets, row);
  const auto products = row.get<std::int64_t>("products");
  if (facet == "price") {
    facets.price = Facets::Price{row.get<std::optional<std::int64_t>>("lowest_minor"),
                                 row.get<std::optional<std::int64_t>>("highest_minor"), products};
    return;
  }
  const bool is_brand = facet == "brand";
  const auto id = *Uuid::parse(row.get<std::string>("code"));
  (is_brand ? facets.brands : facets.categories)
      .push_back({is_brand ? BrandId(id).str() : CategoryId(id).str(), row.get<std::string>("detail"),
                  row.get<std::string>("name"), products});
}

}  // namespace

Result<ProductPage> ProductReads::list(const Listing& listing) const {
  const auto statement = listing_statement(listing);
  const auto rows = database_.read(statement.sql, statement.params);
  if (!rows) return rows.error();

  ProductPage page;
  const auto wanted = static_cast<std::size_t>(listing.limit);
  for (std::size_t i = 0; i < std::min(rows->size(), wanted); ++i) {
    page.ids.push_back((*rows)[i].get<ProductId>("id"));
    page.documents.push_back((*rows)[i].get<db::JsonText>("document").text);
  }
  if (rows->size() > wanted) {
    const auto last = (*rows)[wanted - 1];
    page.next_cursor = encode_cursor(listing.sort, {last.get<std::string>("sort_value"), last.get<ProductId>("id")});
  }
  return page;
}

Result<Facets> ProductReads::facets(const Listing& listing, const FacetChoice& choice) const {
  const auto statement = facet_statement(listing, choice);
  const auto rows = database_.read(statement.sql, statement.params);
  if (!rows) return rows.error();
  Facets facets;
  for (const auto& row : *rows) add_facet(facets, row);
  return facets;
}

Result<std::optional<FoundProduct>> ProductReads::find(std::string_view key,
                                                       const std::optional<std::string>& locale) const {
  constexpr std::string_view kBySlug = R"sql(
    select p.id, p.version, d.document
    from catalog.product p
    join catalog.product_document d on d.product_id = p.id
    where p.slug = $1 and p.status = 'published' and p.deleted_at is null
  )sql";
  constexpr std::string_view kById = R"sql(
    select p.id, p.version, d.document
    from catalog.product p
    join catalog.product_document d on d.product_id = p.id
    where p.id = $1 and p.status = 'published' and p.deleted_at is null
  )sql";
  constexpr std::string_view kTranslated = R"sql(
    select p.id, p.version, coalesce(t.document, d.document) as document
    from catalog.product p
    join catalog.product_document d on d.product_id = p.id
    left join catalog.product_document_translated t on t.product_id = p.id and t.locale = $3
    where (p.id = $1 or p.slug = $2) and p.status = 'published' and p.deleted_at is null
  )sql";

  const auto id = ProductId::parse(key);
  const auto rows = locale ? database_.read(kTranslated, id, key, *locale)
                    : id   ? database_.read(kById, *id)
                           : database_.read(kBySlug, key);
  if (!rows) return rows.error();
  const auto row = rows->maybe_one();
  if (!row) return std::optional<FoundProduct>();
  return std::optional(FoundProduct{row->get<ProductId>("id"), row->get<std::int64_t>("version"),
                                    row->get<db::JsonText>("document").text});
}

Result<std::optional<std::string>> ProductReads::present_slug(std::string_view old_slug) const {
  const auto rows = database_.read(R"sql(
    select p.slug
    from catalog.product_old_slug o
    join catalog.product p on p.id = o.product_id
    where o.slug = $1 and p.status = 'published' and p.deleted_at is null
  )sql",
                                   old_slug);
  if (!rows) return rows.error();
  const auto row = rows->maybe_one();
  return row ? std::optional(row->get<std::string>("slug")) : std::optional<std::string>();
}

Result<ProductReads::Related> ProductReads::related(const ProductId& id,
                                                    const std::optional<std::string>& locale) const {
  const auto rows = database_.read(R"sql(
    select r.related_id, coalesce(t.document, d.document) as document
    from catalog.product_related r
    join catalog.product p on p.id = r.related_id and p.status = 'published' and p.deleted_at is null
    join catalog.product_document d on d.product_id = p.id
    left join catalog.product_document_translated t on t.product_id = p.id and t.locale = $2
    where r.product_id = $1
    order by r.position
  )sql",
                                   id, locale);
  if (!rows) return rows.error();
  Related related;
  for (const auto& row : *rows) {
    related.ids.push_back(row.get<ProductId>("related_id"));
    related.documents.push_back(row.get<db::JsonText>("document").text);
  }
  return related;
}

Result<std::vector<Category>> ProductReads::categories(const std::optional<std::string>& locale) const {
  const auto rows = database_.read(R"sql(
    select c.id, c.parent_id, c.slug, coalesce(t.name, c.name) as name, c.position, c.version
    from catalog.category c
    left join catalog.category_translation t on t.category_id = c.id and t.locale = $1
  )sql",
                                   locale);
  if (!rows) return rows.error();
  std::vector<Category> categories;
  for (const auto& row : *rows) {
    categories.push_back({row.get<CategoryId>("id"), row.get<std::optional<CategoryId>>("parent_id"),
                          row.get<std::string>("slug"), row.get<std::string>("name"), row.get<int>("position"),
                          row.get<std::int64_t>("version")});
  }
  return categories;
}

Result<std::vector<Brand>> ProductReads::brands() const {
  const auto rows = database_.read(R"sql(select id, slug, name, version from catalog.brand order by slug)sql");
  if (!rows) return rows.error();
  std::vector<Brand> brands;
  for (const auto& row : *rows) {
    brands.push_back({row.get<BrandId>("id"), row.get<std::string>("slug"), row.get<std::string>("name"),
                      row.get<std::int64_t>("version")});
  }
  return brands;
}

Result<std::vector<ProductReads::TagCount>> ProductReads::tags() const {
  const auto rows = database_.read(R"sql(
    select tag, count(*) as products
    from catalog.product p, unnest(p.tags) as tag
    where p.status = 'published' and p.deleted_at is null
    group by tag
    order by 2 desc, 1
    limit 1000
  )sql");
  if (!rows) return rows.error();
  std::vector<TagCount> tags;
  for (const auto& row : *rows) tags.push_back({row.get<std::string>("tag"), row.get<std::int64_t>("products")});
  return tags;
}

Result<std::vector<VariantSummary>> ProductReads::variants(std::span<const VariantId> ids) const {
  const auto rows = database_.read(R"sql(
    select v.id, v.product_id, v.sku, v.weight_grams, (p.status = 'published' and p.deleted_at is null) as published,
           p.name || coalesce(', ' || nullif(v.name, ''), '') as name, p.category_path,
           coalesce(array_agg(r.currency order by r.currency) filter (where r.currency is not null), '{}') as currencies,
           coalesce(array_agg(r.amount_minor order by r.currency) filter (where r.currency is not null), '{}') as amounts,
           coalesce(array_agg(r.compare_at_minor order by r.currency) filter (where r.currency is not null), '{}')
             as compare_at
    from unnest($1::uuid[]) with ordinality as asked (id, place)
    join catalog.variant v on v.id = asked.id
    join catalog.product p on p.id = v.product_id
    left join catalog.variant_price r on r.variant_id = v.id
    group by asked.place, v.id, p.id
    order by asked.place
  )sql",
                                   ids);
  if (!rows) return rows.error();
  std::vector<VariantSummary> summaries;
  for (const auto& row : *rows) summaries.push_back(summary_from(row));
  return summaries;
}

Result<std::vector<VariantId>> ProductReads::variants_behind(const std::optional<VariantId>& last, int most) const {
  const auto rows = database_.read(R"sql(
    select variant.id from catalog.variant
    where $1::uuid is null or variant.id > $1
    order by variant.id
    limit $2::bigint
  )sql",
                                   last, most);
  if (!rows) return rows.error();
  std::vector<VariantId> ids;
  for (const auto& row : *rows) ids.push_back(row.get<VariantId>("id"));
  return ids;
}

Result<void> ProductReads::check() const {
  const auto rows = database_.read(R"sql(select exists (select from catalog.product) as any_product)sql");
  return rows ? Result<void>() : Result<void>(rows.error());
}

}  // namespace kontor::catalog
