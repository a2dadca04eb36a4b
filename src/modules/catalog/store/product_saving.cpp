#include <algorithm>
#include <set>

#include "kernel/json/json.hpp"
#include "modules/catalog/domain/slug.hpp"
#include "modules/catalog/store/product_tables.hpp"
#include "modules/catalog/store/products.hpp"

namespace kontor::catalog::products {

namespace {

// A row of catalog.product, as jsonb_to_recordset takes it.
struct ProductRow {
  Uuid id;
  std::string slug;
  std::string status;
  std::string name;
  std::string description;
  std::optional<Uuid> brand_id;
  std::vector<std::string> tags;
  json::Raw attributes;
  std::optional<std::string> seo_title;
  std::optional<std::string> seo_description;
  std::vector<Uuid> category_path;
  std::optional<Timestamp> publish_at;
  std::optional<Timestamp> unpublish_at;
  std::optional<Timestamp> deleted_at;
  std::int64_t version = 1;
};
KONTOR_DESCRIBE(ProductRow, id, slug, status, name, description, brand_id, tags, attributes, seo_title, seo_description,
                category_path, publish_at, unpublish_at, deleted_at, version)

std::optional<std::string> unless_empty(const std::string& text) {
  return text.empty() ? std::nullopt : std::optional(text);
}

ProductRow row_of(const Product& product) {
  ProductRow row{product.id.uuid(),
                 product.slug,
                 std::string(to_string(product.status)),
                 product.name,
                 product.description,
                 std::nullopt,
                 product.tags,
                 {attributes_json(product)},
                 unless_empty(product.seo_title),
                 unless_empty(product.seo_description),
                 {},
                 product.publish_at,
                 product.unpublish_at,
                 product.deleted_at,
                 product.version};
  if (product.brand) row.brand_id = product.brand->id.uuid();
  for (const auto& category : product.category_path) row.category_path.push_back(category.uuid());
  return row;
}

void update_products(db::Tx& tx, std::span<const Change> changes) {
  std::vector<ProductRow> rows;
  for (const auto& change : changes) rows.push_back(row_of(change.after.product));
  tx.execute(R"sql(
    update catalog.product p
    set slug = x.slug, status = x.status, name = x.name, description = x.description, brand_id = x.brand_id,
        tags = x.tags, attributes = x.attributes, seo_title = x.seo_title, seo_description = x.seo_description,
        category_path = x.category_path, publish_at = x.publish_at, unpublish_at = x.unpublish_at,
        deleted_at = x.deleted_at, version = x.version, updated_at = kernel.now()
    from jsonb_to_recordset($1::jsonb) as x (
      id uuid, slug text, status text, name text, description text, brand_id uuid, tags text[], attributes jsonb,
      seo_title text, seo_description text, category_path uuid[], publish_at timestamptz, unpublish_at timestamptz,
      deleted_at timestamptz, version bigint)
    where p.id = x.id
  )sql",
             db::JsonText{json::to_json(rows)});
}

void keep_old_slugs(db::Tx& tx, std::span<const Change> changes) {
  std::vector<ProductId> ids;
  std::vector<std::string> old_slugs;
  std::vector<std::string> new_slugs;
  for (const auto& [before, after] : changes) {
    if (before.slug == after.product.slug) continue;
    ids.push_back(before.id);
    old_slugs.push_back(before.slug);
    new_slugs.push_back(after.product.slug);
  }
  if (ids.empty()) return;
  tx.post(R"sql(delete from catalog.product_old_slug where slug = any($1::text[]))sql", new_slugs);
  tx.post(R"sql(
    insert into catalog.product_old_slug (slug, product_id, since)
    select x.slug, x.id, kernel.now()
    from unnest($1::uuid[], $2::text[]) as x (id, slug)
    on conflict (slug) do update set product_id = excluded.product_id, since = excluded.since
  )sql",
          ids, old_slugs);
}

void rewrite_parts(db::Tx& tx, std::span<const Change> changes) {
  const auto tables = product_tables();
  for (auto table = tables.rbegin(); table != tables.rend(); ++table) {
    std::vector<ProductId> changed;
    for (const auto& [before, after] : changes) {
      if (!table->is_same(before, after.product)) changed.push_back(before.id);
    }
    if (!changed.empty()) tx.post(table->clear, changed);
  }
  for (const auto& table : tables) {
    CopyRows rows;
    for (const auto& [before, after] : changes) {
      if (!table.is_same(before, after.product)) table.add(rows, after.product);
    }
    copy_rows(tx, table.copy, rows);
  }
}

void write_documents(db::Tx& tx, std::span<const Change> changes) {
  std::vector<ProductId> ids;
  std::vector<std::string> documents;
  std::vector<ProductId> translated_ids;
  std::vector<std::string> locales;
  std::vector<std::string> translated;
  for (const auto& change : changes) {
    ids.push_back(change.after.product.id);
    documents.push_back(change.after.document);
    for (const auto& [locale, document] : change.after.translated) {
      translated_ids.push_back(change.after.product.id);
      locales.push_back(locale);
      translated.push_back(document);
    }
  }
  tx.post(R"sql(
    insert into catalog.product_document (product_id, document)
    select x.id, x.document::json
    from unnest($1::uuid[], $2::text[]) as x (id, document)
    on conflict (product_id) do update set document = excluded.document
  )sql",
          ids, documents);
  tx.post(R"sql(delete from catalog.product_document_translated where product_id = any($1::uuid[]))sql", ids);
  if (translated_ids.empty()) return;
  tx.post(R"sql(
    insert into catalog.product_document_translated (product_id, locale, document)
    select x.id, x.locale, x.document::json
    from unnest($1::uuid[], $2::text[], $3::text[]) as x (id, locale, document)
  )sql",
          translated_ids, locales, translated);
}

// "linen-shirt-2" and "linen-shirt" are claimed under one lock.
std::string words_of(std::string slug) {
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  for (auto dash = slug.rfind('-'); dash != std::string::npos && dash + 1 < slug.size(); dash = slug.rfind('-')) {
    if (!std::all_of(slug.begin() + static_cast<std::ptrdiff_t>(dash) + 1, slug.end(), is_digit)) break;
    slug.resize(dash);
  }
  return slug;
}

void lock_slugs(db::Tx& tx, const std::string& slug) {
  tx.post(R"sql(select pg_advisory_xact_lock(hashtextextended('catalog.slug ' || $1, 0)))sql", words_of(slug));
}

}  // namespace

void insert(db::Tx& tx, std::span<const DocumentedProduct> products) {
  if (products.empty()) return;
  ProductWriter(tx).add_products(products);
  std::vector<std::string> slugs;
  for (const auto& one : products) slugs.push_back(one.product.slug);
  // Whoever had the slugs before no longer leads here.
  tx.post(R"sql(delete from catalog.product_old_slug where slug = any($1::text[]))sql", slugs);
}

void refresh_paths(db::Tx& tx, std::span<const ProductId> ids) {
  tx.post(R"sql(
    with recursive path (product_id, id, parent_id) as (
      select pc.product_id, c.id, c.parent_id
      from catalog.product_category pc
      join catalog.category c on c.id = pc.category_id
      where pc.product_id = any($1::uuid[])
      union
      select path.product_id, c.id, c.parent_id
      from path
      join catalog.category c on c.id = path.parent_id),
    whole (product_id, ids) as (select product_id, array_agg(id) from path group by product_id)
    update catalog.product p
    set category_path = whole.ids
    from whole
    where p.id = whole.product_id
  )sql",
          ids);
}

void save(db::Tx& tx, std::span<const Change> changes) {
  if (changes.empty()) return;
  update_products(tx, changes);
  keep_old_slugs(tx, changes);
  rewrite_parts(tx, changes);
  write_documents(tx, changes);
}

std::vector<std::size_t> missing(db::Tx& tx, std::span<const ProductId> ids) {
  const auto rows = tx.query(R"sql(
    select id from catalog.product where id = any($1::uuid[]) and deleted_at is null
  )sql",
                             ids);
  std::set<ProductId> found;
  for (const auto& row : rows) found.insert(row.get<ProductId>("id"));
  std::vector<std::size_t> places;
  for (std::size_t i = 0; i < ids.size(); ++i) {
    if (!found.contains(ids[i])) places.push_back(i);
  }
  return places;
}

std::vector<std::string> skus_of_others(db::Tx& tx, const ProductId& product, std::span<const std::string> skus) {
  std::vector<std::string> taken;
  const auto rows = tx.query(R"sql(
    select sku from catalog.variant where sku = any($1::text[]) and product_id <> $2
  )sql",
                             skus, product);
  for (const auto& row : rows) taken.push_back(row.get<std::string>("sku"));
  return taken;
}

std::string claim_slug(db::Tx& tx, const std::string& wanted) {
  constexpr int kAtOnce = 64;
  // Room for a number.
  const std::string base =
      wanted.size() + 8 > kMaxSlugLength ? slug_from(wanted.substr(0, kMaxSlugLength - 8)) : wanted;
  lock_slugs(tx, base);
  for (int number = 1;; number += kAtOnce) {
    std::vector<std::string> candidates;
    for (int next = number; next < number + kAtOnce; ++next) {
      candidates.push_back(next == 1 ? base : base + '-' + std::to_string(next));
    }
    const auto rows = tx.query(R"sql(
      select slug from catalog.product where slug = any($1::text[])
      union
      select slug from catalog.product_old_slug where slug = any($1::text[])
    )sql",
                               candidates);
    std::set<std::string> taken;
    for (const auto& row : rows) taken.insert(row.get<std::string>("slug"));
    const auto free = std::ranges::find_if(candidates, [&](const auto& slug) { return !taken.contains(slug); });
    if (free != candidates.end()) return *free;
  }
}

bool is_slug_taken(db::Tx& tx, const ProductId& product, const std::string& slug) {
  lock_slugs(tx, slug);
  const auto rows = tx.query(R"sql(select id from catalog.product where slug = $1 and id <> $2)sql", slug, product);
  return !rows.empty();
}

}  // namespace kontor::catalog::products
