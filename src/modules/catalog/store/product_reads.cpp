#include "modules/catalog/store/product_reads.hpp"

#include <algorithm>

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
                         row.get<std::optional<int>>("weight_grams")};
  const auto currencies = row.get<std::vector<Currency>>("currencies");
  const auto amounts = row.get<std::vector<std::int64_t>>("amounts");
  for (std::size_t i = 0; i < currencies.size(); ++i) summary.list_prices.emplace_back(amounts[i], currencies[i]);
  return summary;
}

}  // namespace

Result<ProductPage> ProductReads::list(const Listing& listing) const {
  const auto statement = listing_statement(listing);
  const auto rows = database_.read_stale(statement.sql, statement.params);
  if (!rows) return rows.error();

  ProductPage page;
  const auto wanted = static_cast<std::size_t>(listing.limit);
  for (std::size_t i = 0; i < std::min(rows->size(), wanted); ++i) {
    page.documents.push_back((*rows)[i].get<db::JsonText>("document").text);
  }
  if (rows->size() > wanted) {
    const auto last = (*rows)[wanted - 1];
    page.next_cursor = encode_cursor(listing.sort, {last.get<std::string>("sort_value"), last.get<ProductId>("id")});
  }
  return page;
}

Result<std::optional<std::string>> ProductReads::find(std::string_view key) const {
  constexpr std::string_view kBySlug = R"sql(
    select d.document
    from catalog.product p
    join catalog.product_document d on d.product_id = p.id
    where p.slug = $1 and p.status = 'published'
  )sql";
  constexpr std::string_view kById = R"sql(
    select d.document
    from catalog.product p
    join catalog.product_document d on d.product_id = p.id
    where p.id = $1 and p.status = 'published'
  )sql";

  const auto id = ProductId::parse(key);
  const auto rows = id ? database_.read_stale(kById, *id) : database_.read_stale(kBySlug, key);
  if (!rows) return rows.error();
  const auto row = rows->maybe_one();
  return row ? std::optional(row->get<db::JsonText>("document").text) : std::nullopt;
}

Result<std::vector<Category>> ProductReads::categories() const {
  const auto rows = database_.read_stale(R"sql(
    select id, parent_id, slug, name, position
    from catalog.category
  )sql");
  if (!rows) return rows.error();
  std::vector<Category> categories;
  for (const auto& row : *rows) {
    categories.push_back({row.get<CategoryId>("id"), row.get<std::optional<CategoryId>>("parent_id"),
                          row.get<std::string>("slug"), row.get<std::string>("name"), row.get<int>("position")});
  }
  return categories;
}

Result<std::vector<VariantSummary>> ProductReads::variants(std::span<const VariantId> ids) const {
  const auto rows = database_.read(R"sql(
    select v.id, v.product_id, v.sku, v.weight_grams, p.status = 'published' as published,
           p.name || coalesce(', ' || nullif(v.name, ''), '') as name,
           coalesce(array_agg(r.currency order by r.currency) filter (where r.currency is not null), '{}') as currencies,
           coalesce(array_agg(r.amount_minor order by r.currency) filter (where r.currency is not null), '{}') as amounts
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

Result<void> ProductReads::check() const {
  const auto rows = database_.read(R"sql(select exists (select from catalog.product) as any_product)sql");
  return rows ? Result<void>() : Result<void>(rows.error());
}

}  // namespace kontor::catalog
