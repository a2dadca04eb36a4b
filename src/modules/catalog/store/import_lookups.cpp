#include "modules/catalog/store/import_lookups.hpp"

#include "kernel/core/check.hpp"
#include "kernel/core/text.hpp"
#include "kernel/json/json.hpp"

namespace kontor::catalog::lookups {

std::map<std::string, ProductId> owners(db::Tx& tx, std::span<const std::string> skus) {
  const auto rows = tx.query(R"sql(select sku, product_id from catalog.variant where sku = any($1::text[]))sql", skus);
  std::map<std::string, ProductId> found;
  for (const auto& row : rows) found.emplace(row.get<std::string>("sku"), row.get<ProductId>("product_id"));
  return found;
}

std::map<std::string, Named> products(db::Tx& tx, std::span<const std::string> slugs) {
  const auto rows = tx.query(R"sql(
    select slug, id, deleted_at is not null as is_deleted from catalog.product where slug = any($1::text[])
  )sql",
                             slugs);
  std::map<std::string, Named> found;
  for (const auto& row : rows) {
    found.emplace(row.get<std::string>("slug"), Named{row.get<ProductId>("id"), row.get<bool>("is_deleted")});
  }
  return found;
}

std::map<ProductId, std::string> slugs(db::Tx& tx, std::span<const ProductId> ids) {
  const auto rows = tx.query(R"sql(
    select id, slug from catalog.product where id = any($1::uuid[]) and deleted_at is null
  )sql",
                             ids);
  std::map<ProductId, std::string> found;
  for (const auto& row : rows) found.emplace(row.get<ProductId>("id"), row.get<std::string>("slug"));
  return found;
}

std::vector<Category> all_categories(db::Tx& tx) {
  const auto rows = tx.query(R"sql(
    select c.id, c.parent_id, c.slug, c.name, c.position, c.version,
           coalesce((select jsonb_object_agg(t.locale, t.name) from catalog.category_translation t
                     where t.category_id = c.id), '{}') as names
    from catalog.category c
    order by c.position, c.id
  )sql");
  std::vector<Category> all;
  for (const auto& row : rows) {
    Category category{row.get<CategoryId>("id"),    row.get<std::optional<CategoryId>>("parent_id"),
                      row.get<std::string>("slug"), row.get<std::string>("name"),
                      row.get<int>("position"),     row.get<std::int64_t>("version")};
    auto names = json::read<std::map<std::string, std::string>>(row.get<db::JsonText>("names").text);
    KONTOR_CHECK(names, "an object of texts can be read");
    category.names = *std::move(names);
    all.push_back(std::move(category));
  }
  return all;
}

std::vector<Brand> brands(db::Tx& tx, std::span<const std::string> slugs, std::span<const std::string> names) {
  std::vector<std::string> lower;
  for (const auto& name : names) lower.push_back(text::to_lower(name));
  const auto rows = tx.query(R"sql(
    select id, slug, name, version
    from catalog.brand
    where slug = any($1::text[]) or lower(name) = any($2::text[])
    order by id
    for share
  )sql",
                             slugs, lower);
  std::vector<Brand> found;
  for (const auto& row : rows) {
    found.push_back({row.get<BrandId>("id"), row.get<std::string>("slug"), row.get<std::string>("name"),
                     row.get<std::int64_t>("version")});
  }
  return found;
}

std::vector<ProductId> page(db::Tx& tx, const std::string& after, int limit) {
  const auto rows = tx.query(R"sql(
    select id from catalog.product where slug > $1 and deleted_at is null order by slug limit $2
  )sql",
                             after, limit);
  std::vector<ProductId> ids;
  for (const auto& row : rows) ids.push_back(row.get<ProductId>("id"));
  return ids;
}

std::vector<Currency> currencies(db::Tx& tx) {
  std::vector<Currency> all;
  for (const auto& row : tx.query(R"sql(select distinct currency from catalog.product_price order by currency)sql")) {
    all.push_back(row.get<Currency>("currency"));
  }
  return all;
}

int most_options(db::Tx& tx) {
  return tx.query(R"sql(select coalesce(max(position) + 1, 0) as most from catalog.product_option)sql")
      .one()
      .get<int>("most");
}

}  // namespace kontor::catalog::lookups
