#include "modules/catalog/actions/taxonomy_desk.hpp"

#include <algorithm>
#include <array>

#include "kernel/db/errors.hpp"
#include "kernel/json/json.hpp"
#include "modules/catalog/api/events.hpp"
#include "modules/catalog/domain/slug.hpp"
#include "modules/catalog/store/attribute_definitions.hpp"
#include "modules/catalog/store/taxonomy.hpp"

namespace kontor::catalog {

namespace {

constexpr std::size_t kMaxDepth = 20;

Error slug_taken() {
  return conflict("slug_taken", "Another one has this slug.");
}

template <class Write>
Result<void> unless_slug_taken(Write write) {
  try {
    write();
    return {};
  } catch (const db::Violation& violation) {
    if (violation.kind() != db::Violation::Kind::unique) throw;
    return slug_taken();
  }
}

std::string json_of(std::map<std::string, std::string> members) {
  return json::to_json(members);
}

std::string json_of(const AttributeDefinition* definition) {
  if (!definition) return "";
  return json_of({{"name", definition->name},
                  {"kind", std::string(to_string(definition->kind))},
                  {"facet", definition->facet ? "true" : "false"}});
}

}  // namespace

Result<Category> TaxonomyDesk::find(db::Tx& tx, const CategoryId& id, const SeenVersion& seen) {
  taxonomy::lock_tree(tx, taxonomy::Tree::changes);
  auto category = taxonomy::find_category(tx, id);
  if (!category) return not_found("category");
  if (auto current = seen.check(category->version); !current) return std::move(current).error();
  return *std::move(category);
}

void TaxonomyDesk::tell(db::Tx& tx, const Category& category, const std::string& what) {
  log_.publish(tx, category.id.str(),
               CategoryChanged{category.id, category.version, what, category.slug, category.name, category.parent_id});
  trail_.record(tx, {"catalog.category_" + what, category.id.str(), "",
                     json_of({{"name", category.name},
                              {"slug", category.slug},
                              {"parent_id", category.parent_id ? category.parent_id->str() : ""}}),
                     std::nullopt});
}

void TaxonomyDesk::tell(db::Tx& tx, const Brand& brand, const std::string& what) {
  log_.publish(tx, brand.id.str(), BrandChanged{brand.id, brand.version, what, brand.slug, brand.name});
  trail_.record(tx, {"catalog.brand_" + what, brand.id.str(), "", json_of({{"name", brand.name}, {"slug", brand.slug}}),
                     std::nullopt});
}

void TaxonomyDesk::tell(db::Tx& tx, const AttributeDefinition* before, const AttributeDefinition* after) {
  const auto& one = after ? *after : *before;
  const std::string what = !before ? "created" : after ? "updated" : "deleted";
  log_.publish(tx, one.code,
               AttributeChanged{one.code, one.version, what, one.name, std::string(to_string(one.kind)), one.facet});
  trail_.record(tx, {"catalog.attribute_" + what, one.code, json_of(before), json_of(after), std::nullopt});
}

Result<Category> TaxonomyDesk::create(db::Tx& tx, Category draft, Place place) {
  taxonomy::lock_tree(tx, taxonomy::Tree::changes);
  draft.id = CategoryId::generate();
  if (draft.parent_id) {
    const std::array parents{*draft.parent_id};
    const auto path = taxonomy::path_of(tx, parents);
    if (path.empty()) return invalid({{"/parent_id", "not_found", "there is no such category"}});
    if (path.size() >= kMaxDepth) return invalid({{"/parent_id", "too_deep", "the tree is at most 20 levels deep"}});
  }
  if (draft.slug.empty()) draft.slug = taxonomy::free_category_slug(tx, slug_from(draft.name));
  if (place == Place::last) draft.position = taxonomy::position_behind(tx, draft.parent_id);
  auto done = unless_slug_taken([&] { taxonomy::insert(tx, draft); });
  if (!done) return std::move(done).error();
  tell(tx, draft, "created");
  return draft;
}

Result<Category> TaxonomyDesk::change(db::Tx& tx, const CategoryId& id, const SeenVersion& seen,
                                      const CategoryChange& change) {
  auto found = find(tx, id, seen);
  if (!found) return found;
  auto category = *found;
  if (change.name) category.name = *change.name;
  if (change.slug) category.slug = *change.slug;
  if (category == *found) return category;
  ++category.version;
  auto done = unless_slug_taken([&] { taxonomy::update(tx, category); });
  if (!done) return std::move(done).error();
  tell(tx, category, "updated");
  return category;
}

Result<Category> TaxonomyDesk::move(db::Tx& tx, const CategoryId& id, const SeenVersion& seen,
                                    const std::optional<CategoryId>& parent, int position) {
  auto found = find(tx, id, seen);
  if (!found) return found;
  auto category = *std::move(found);
  if (parent) {
    const std::array parents{*parent};
    const auto path = taxonomy::path_of(tx, parents);
    if (path.empty()) return invalid({{"/parent_id", "not_found", "there is no such category"}});
    if (std::ranges::find(path, id) != path.end()) {
      return conflict("category_cycle", "A category cannot be below itself.");
    }
    if (path.size() + taxonomy::height_of(tx, id) > kMaxDepth) {
      return invalid({{"/parent_id", "too_deep", "the tree is at most 20 levels deep"}});
    }
  }
  category.parent_id = parent;
  category.position = position;
  ++category.version;
  taxonomy::make_room(tx, category);
  taxonomy::update(tx, category);
  tell(tx, category, "moved");
  return category;
}

Result<Category> TaxonomyDesk::translate(db::Tx& tx, const CategoryId& id, const SeenVersion& seen,
                                         const std::string& locale, const std::optional<std::string>& name) {
  auto found = find(tx, id, seen);
  if (!found) return found;
  auto category = *found;
  if (name) {
    category.names[locale] = *name;
  } else {
    category.names.erase(locale);
  }
  if (category == *found) return category;
  ++category.version;
  taxonomy::update(tx, category);
  taxonomy::set_names(tx, category);
  tell(tx, category, "translated");
  return category;
}

Result<void> TaxonomyDesk::remove_category(db::Tx& tx, const CategoryId& id, const SeenVersion& seen) {
  auto found = find(tx, id, seen);
  if (!found) return std::move(found).error();
  if (taxonomy::inhabitants(tx, id) > 0) {
    return conflict("category_not_empty", "It has products, perhaps removed ones, or categories below it.");
  }
  taxonomy::remove(tx, id);
  ++found->version;
  tell(tx, *found, "deleted");
  return {};
}

Result<Brand> TaxonomyDesk::create(db::Tx& tx, Brand draft) {
  draft.id = BrandId::generate();
  if (draft.slug.empty()) draft.slug = taxonomy::free_brand_slug(tx, slug_from(draft.name));
  auto done = unless_slug_taken([&] { taxonomy::insert(tx, draft); });
  if (!done) return std::move(done).error();
  tell(tx, draft, "created");
  return draft;
}

Result<Brand> TaxonomyDesk::change(db::Tx& tx, const BrandId& id, const SeenVersion& seen,
                                   const std::optional<std::string>& name, const std::optional<std::string>& slug) {
  const auto found = taxonomy::lock_brand(tx, id);
  if (!found) return not_found("brand");
  if (auto current = seen.check(found->version); !current) return std::move(current).error();
  auto brand = *found;
  if (name) brand.name = *name;
  if (slug) brand.slug = *slug;
  if (brand == *found) return brand;
  ++brand.version;
  auto done = unless_slug_taken([&] { taxonomy::update(tx, brand); });
  if (!done) return std::move(done).error();
  tell(tx, brand, "updated");
  return brand;
}

Result<void> TaxonomyDesk::remove_brand(db::Tx& tx, const BrandId& id, const SeenVersion& seen) {
  auto found = taxonomy::lock_brand(tx, id);
  if (!found) return not_found("brand");
  if (auto current = seen.check(found->version); !current) return std::move(current).error();
  if (taxonomy::has_products(tx, id)) return conflict("brand_not_empty", "It has products, perhaps removed ones.");
  taxonomy::remove(tx, id);
  ++found->version;
  tell(tx, *found, "deleted");
  return {};
}

Result<AttributeDefinition> TaxonomyDesk::define(db::Tx& tx, AttributeDefinition definition) {
  if (auto problems = mistakes_of(definition); !problems.empty()) return invalid(std::move(problems));
  if (!taxonomy::insert(tx, definition)) return conflict("attribute_taken", "There is an attribute with this code.");
  if (definition.kind != AttributeKind::text && taxonomy::is_used(tx, definition.code)) {
    return conflict("attribute_in_use", "Products have texts of this name, which such a definition would not allow.");
  }
  tell(tx, nullptr, &definition);
  return definition;
}

Result<AttributeDefinition> TaxonomyDesk::redefine(db::Tx& tx, const SeenVersion& seen,
                                                   AttributeDefinition definition) {
  const auto found = taxonomy::lock_definition(tx, definition.code);
  if (!found) return not_found("attribute");
  if (auto current = seen.check(found->version); !current) return std::move(current).error();
  if (auto problems = mistakes_of(definition); !problems.empty()) return invalid(std::move(problems));
  if (definition.kind != found->kind && taxonomy::is_used(tx, definition.code)) {
    return conflict("attribute_in_use", "Products have values of this attribute: its kind stays.");
  }
  definition.version = found->version + 1;
  taxonomy::update(tx, definition);
  tell(tx, &*found, &definition);
  return definition;
}

Result<void> TaxonomyDesk::remove_attribute(db::Tx& tx, const std::string& code, const SeenVersion& seen) {
  auto found = taxonomy::lock_definition(tx, code);
  if (!found) return not_found("attribute");
  if (auto current = seen.check(found->version); !current) return current;
  if (taxonomy::is_used(tx, code)) return conflict("attribute_in_use", "Products have values of this attribute.");
  taxonomy::remove_definition(tx, code);
  ++found->version;
  tell(tx, &*found, nullptr);
  return {};
}

}  // namespace kontor::catalog
