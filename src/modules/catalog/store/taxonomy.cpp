#include "modules/catalog/store/taxonomy.hpp"

#include <set>

#include "kernel/core/check.hpp"
#include "kernel/json/json.hpp"
#include "modules/catalog/domain/slug.hpp"

namespace kontor::catalog::taxonomy {

namespace {

Category category_from(const db::Row& row) {
  Category category{row.get<CategoryId>("id"),    row.get<std::optional<CategoryId>>("parent_id"),
                    row.get<std::string>("slug"), row.get<std::string>("name"),
                    row.get<int>("position"),     row.get<std::int64_t>("version")};
  auto names = json::read<std::map<std::string, std::string>>(row.get<db::JsonText>("names").text);
  KONTOR_CHECK(names, "an object of texts can be read");
  category.names = *std::move(names);
  return category;
}

std::optional<Brand> brand_from(const db::Rows& rows) {
  const auto row = rows.maybe_one();
  if (!row) return std::nullopt;
  return Brand{row->get<BrandId>("id"), row->get<std::string>("slug"), row->get<std::string>("name"),
               row->get<std::int64_t>("version")};
}

// The first of "knives", "knives-2", … that the rows do not have.
std::string first_free(const db::Rows& taken, const std::string& wanted) {
  std::set<std::string> slugs;
  for (const auto& row : taken) slugs.insert(row.get<std::string>("slug"));
  auto slug = wanted;
  for (int number = 2; slugs.contains(slug); ++number) slug = wanted + '-' + std::to_string(number);
  return slug;
}

// Not empty, and with room for a number.
std::string base_of(const std::string& wanted) {
  if (wanted.empty()) return "item";
  return wanted.size() + 8 > kMaxSlugLength ? slug_from(wanted.substr(0, kMaxSlugLength - 8)) : wanted;
}

std::vector<ProductId> ids_from(const db::Rows& rows) {
  std::vector<ProductId> ids;
  for (const auto& row : rows) ids.push_back(row.get<ProductId>("id"));
  return ids;
}

}  // namespace

void lock_tree(db::Tx& tx, Tree how) {
  if (how == Tree::reads) {
    tx.post(R"sql(select pg_advisory_xact_lock_shared(hashtextextended('catalog.tree', 0)))sql");
  } else {
    tx.post(R"sql(select pg_advisory_xact_lock(hashtextextended('catalog.tree', 0)))sql");
  }
}

std::vector<Category> categories(db::Tx& tx, std::span<const std::string> keys) {
  std::vector<CategoryId> ids;
  for (const auto& key : keys) {
    if (const auto id = CategoryId::parse(key)) ids.push_back(*id);
  }
  const auto rows = tx.query(R"sql(
    select c.id, c.parent_id, c.slug, c.name, c.position, c.version,
           coalesce((select jsonb_object_agg(t.locale, t.name) from catalog.category_translation t
                     where t.category_id = c.id), '{}') as names
    from catalog.category c
    where c.slug = any($1::text[]) or c.id = any($2::uuid[])
  )sql",
                             keys, ids);
  std::vector<Category> found;
  for (const auto& row : rows) found.push_back(category_from(row));
  return found;
}

std::optional<Category> find_category(db::Tx& tx, const CategoryId& id) {
  tx.post(R"sql(select from catalog.category where id = $1 for update)sql", id);
  const auto rows = tx.query(R"sql(
    select c.id, c.parent_id, c.slug, c.name, c.position, c.version,
           coalesce((select jsonb_object_agg(t.locale, t.name) from catalog.category_translation t
                     where t.category_id = c.id), '{}') as names
    from catalog.category c
    where c.id = $1
  )sql",
                             id);
  const auto row = rows.maybe_one();
  return row ? std::optional(category_from(*row)) : std::nullopt;
}

std::vector<CategoryId> path_of(db::Tx& tx, std::span<const CategoryId> ids) {
  const auto rows = tx.query(R"sql(
    with recursive path (id, parent_id) as (
      select c.id, c.parent_id from catalog.category c where c.id = any($1::uuid[])
      union
      select c.id, c.parent_id from catalog.category c join path on c.id = path.parent_id)
    select id from path
  )sql",
                             ids);
  std::vector<CategoryId> path;
  for (const auto& row : rows) path.push_back(row.get<CategoryId>("id"));
  return path;
}

std::size_t height_of(db::Tx& tx, const CategoryId& id) {
  const auto height = tx.query(R"sql(
                          with recursive subtree (id, level) as (
                            select $1::uuid, 1
                            union
                            select c.id, subtree.level + 1
                            from catalog.category c
                            join subtree on c.parent_id = subtree.id)
                          select max(level) as height from subtree
                        )sql",
                               id)
                          .one()
                          .get<int>("height");
  return static_cast<std::size_t>(height);
}

int position_behind(db::Tx& tx, const std::optional<CategoryId>& parent) {
  return tx
      .query(R"sql(
             select coalesce(max(position) + 1, 0) as position from catalog.category where parent_id is not distinct from $1
           )sql",
             parent)
      .one()
      .get<int>("position");
}

std::string free_category_slug(db::Tx& tx, const std::string& wanted) {
  const auto base = base_of(wanted);
  return first_free(tx.query(R"sql(
    select slug from catalog.category where slug = $1 or starts_with(slug, $1 || '-')
  )sql",
                             base),
                    base);
}

std::string free_brand_slug(db::Tx& tx, const std::string& wanted) {
  const auto base = base_of(wanted);
  tx.post(R"sql(select pg_advisory_xact_lock(hashtextextended('catalog.brand_slugs', 0)))sql");
  return first_free(tx.query(R"sql(
    select slug from catalog.brand where slug = $1 or starts_with(slug, $1 || '-')
  )sql",
                             base),
                    base);
}

void insert(db::Tx& tx, const Category& category) {
  make_room(tx, category);
  tx.execute(R"sql(
    insert into catalog.category (id, parent_id, slug, name, position) values ($1, $2, $3, $4, $5)
  )sql",
             category.id, category.parent_id, category.slug, category.name, category.position);
}

void update(db::Tx& tx, const Category& category) {
  tx.execute(R"sql(
    update catalog.category
    set parent_id = $2, slug = $3, name = $4, position = $5, version = $6
    where id = $1
  )sql",
             category.id, category.parent_id, category.slug, category.name, category.position, category.version);
}

void make_room(db::Tx& tx, const Category& category) {
  tx.post(R"sql(
    update catalog.category
    set position = position + 1
    where parent_id is not distinct from $1 and position >= $2 and id <> $3
      and exists (select from catalog.category taken
                  where taken.parent_id is not distinct from $1 and taken.position = $2 and taken.id <> $3)
  )sql",
          category.parent_id, category.position, category.id);
}

void set_names(db::Tx& tx, const Category& category) {
  std::vector<std::string> locales;
  std::vector<std::string> names;
  for (const auto& [locale, name] : category.names) {
    locales.push_back(locale);
    names.push_back(name);
  }
  tx.post(R"sql(delete from catalog.category_translation where category_id = $1)sql", category.id);
  tx.post(R"sql(
    insert into catalog.category_translation (category_id, locale, name)
    select $1, x.locale, x.name from unnest($2::text[], $3::text[]) as x (locale, name)
  )sql",
          category.id, locales, names);
}

std::int64_t inhabitants(db::Tx& tx, const CategoryId& id) {
  return tx
      .query(R"sql(
             select (select count(*) from catalog.product_category where category_id = $1)
                    + (select count(*) from catalog.category where parent_id = $1) as inhabitants
           )sql",
             id)
      .one()
      .get<std::int64_t>("inhabitants");
}

void remove(db::Tx& tx, const CategoryId& id) {
  tx.execute(R"sql(delete from catalog.category where id = $1)sql", id);
}

std::optional<Brand> find_brand(db::Tx& tx, std::string_view key) {
  constexpr std::string_view kById = R"sql(
    select id, slug, name, version from catalog.brand where id = $1 for share
  )sql";
  constexpr std::string_view kBySlug = R"sql(
    select id, slug, name, version from catalog.brand where slug = $1 for share
  )sql";
  const auto id = BrandId::parse(key);
  return brand_from(id ? tx.query(kById, *id) : tx.query(kBySlug, key));
}

std::optional<Brand> lock_brand(db::Tx& tx, const BrandId& id) {
  return brand_from(tx.query(R"sql(
    select id, slug, name, version from catalog.brand where id = $1 for update
  )sql",
                             id));
}

void insert(db::Tx& tx, const Brand& brand) {
  tx.execute(R"sql(insert into catalog.brand (id, slug, name) values ($1, $2, $3))sql", brand.id, brand.slug,
             brand.name);
}

void update(db::Tx& tx, const Brand& brand) {
  tx.execute(R"sql(update catalog.brand set slug = $2, name = $3, version = $4 where id = $1)sql", brand.id, brand.slug,
             brand.name, brand.version);
}

bool has_products(db::Tx& tx, const BrandId& id) {
  return !tx.query(R"sql(select id from catalog.product where brand_id = $1 limit 1)sql", id).empty();
}

void remove(db::Tx& tx, const BrandId& id) {
  tx.execute(R"sql(delete from catalog.brand where id = $1)sql", id);
}

std::vector<ProductId> products_of(db::Tx& tx, const CategoryId& id, const std::optional<ProductId>& after, int limit) {
  return ids_from(tx.query(R"sql(
    with recursive subtree (id) as (
      select $1::uuid
      union
      select c.id from catalog.category c join subtree on c.parent_id = subtree.id)
    select distinct pc.product_id as id
    from catalog.product_category pc
    join subtree on subtree.id = pc.category_id
    where $2::uuid is null or pc.product_id > $2::uuid
    order by 1
    limit $3
  )sql",
                           id, after, limit));
}

std::vector<ProductId> products_of(db::Tx& tx, const BrandId& id, const std::optional<ProductId>& after, int limit) {
  return ids_from(tx.query(R"sql(
    select id
    from catalog.product
    where brand_id = $1 and ($2::uuid is null or id > $2::uuid)
    order by id
    limit $3
  )sql",
                           id, after, limit));
}

}  // namespace kontor::catalog::taxonomy
