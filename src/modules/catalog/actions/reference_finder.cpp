#include "modules/catalog/actions/reference_finder.hpp"

#include <algorithm>

#include "kernel/core/text.hpp"
#include "kernel/db/errors.hpp"
#include "modules/catalog/domain/slug.hpp"
#include "modules/catalog/store/import_lookups.hpp"
#include "modules/catalog/store/taxonomy.hpp"

namespace kontor::catalog {

namespace {

constexpr std::size_t kMaxName = 300;

Result<void> check_name(const std::string& slug, const std::string& name) {
  const auto length = std::ranges::count_if(name, [](char c) { return (c & 0xc0) != 0x80; });
  if (length == 0 || length > static_cast<std::ptrdiff_t>(kMaxName)) {
    return invalid({{"/name", "length", "the name is empty or too long"}});
  }
  if (!slug.empty() && !is_slug(slug)) {
    return invalid({{"/slug", "format", slug + " must be lower-case words joined by dashes"}});
  }
  return {};
}

// Somebody else made it at the same moment: the transaction is lost, and finds it when it runs again.
Error unless_lost(Error error) {
  if (error.kind == ErrorKind::conflict) throw db::Collision("it was made by somebody else meanwhile");
  return error;
}

}  // namespace

ReferenceFinder::ReferenceFinder(db::Tx& tx, TaxonomyDesk& desk, Trial trial, std::span<const ProductDraft> drafts)
    : tx_(tx), desk_(desk), trial_(trial) {
  find_brands(drafts);
  if (std::ranges::none_of(drafts, [](const auto& draft) { return draft.categories && !draft.categories->empty(); })) {
    return;
  }
  taxonomy::lock_tree(tx, taxonomy::Tree::reads);
  for (const auto& category : lookups::all_categories(tx)) keep(category);
}

void ReferenceFinder::find_brands(std::span<const ProductDraft> drafts) {
  std::vector<std::string> slugs;
  std::vector<std::string> names;
  for (const auto& draft : drafts) {
    if (!draft.brand) continue;
    slugs.push_back(draft.brand->slug.empty() ? slug_from(draft.brand->name) : draft.brand->slug);
    names.push_back(draft.brand->name);
  }
  if (slugs.empty()) return;
  for (const auto& brand : lookups::brands(tx_, slugs, names)) keep(brand);
}

Result<std::optional<Brand>> ReferenceFinder::brand(const BrandDraft& draft) {
  if (draft.slug.empty() && draft.name.empty()) return std::optional<Brand>();
  const auto slug = draft.slug.empty() ? slug_from(draft.name) : draft.slug;
  if (draft.slug.empty()) {
    const auto named = brands_by_name_.find(text::to_lower(draft.name));
    if (named != brands_by_name_.end()) return std::optional(named->second);
  }
  const auto known = brands_by_slug_.find(slug);
  if (known != brands_by_slug_.end()) return std::optional(known->second);
  Brand fresh{BrandId(), slug, draft.name.empty() ? draft.slug : draft.name};
  if (auto sound = check_name(fresh.slug, fresh.name); !sound) return std::move(sound).error();
  if (trial_ == Trial::yes) {
    fresh.id = BrandId::generate();
  } else {
    auto made = desk_.create(tx_, std::move(fresh));
    if (!made) return unless_lost(std::move(made).error());
    fresh = *std::move(made);
  }
  keep(fresh);
  return std::optional(std::move(fresh));
}

Result<Category> ReferenceFinder::category(const CategoryPath& path) {
  std::optional<Category> found;
  for (const auto& one : path) {
    auto next = step(one, found ? std::optional(found->id) : std::nullopt);
    if (!next) return next;
    found = *std::move(next);
  }
  if (!found) return invalid({{"/categories", "required", "a path has at least one category"}});
  return *std::move(found);
}

Result<Category> ReferenceFinder::step(const CategoryStep& step, const std::optional<CategoryId>& parent) {
  if (!step.slug.empty()) {
    const auto known = categories_by_slug_.find(step.slug);
    return known == categories_by_slug_.end() ? make(step, parent) : categories_.at(known->second);
  }
  const auto known = categories_by_name_.find({parent, text::to_lower(step.name)});
  return known == categories_by_name_.end() ? make(step, parent) : categories_.at(known->second);
}

Result<Category> ReferenceFinder::make(const CategoryStep& step, const std::optional<CategoryId>& parent) {
  Category fresh;
  fresh.parent_id = parent;
  fresh.slug = step.slug;
  fresh.name = step.name.empty() ? step.slug : step.name;
  if (auto sound = check_name(fresh.slug, fresh.name); !sound) return std::move(sound).error();
  if (trial_ == Trial::yes) {
    fresh.id = CategoryId::generate();
  } else {
    auto made = desk_.create(tx_, std::move(fresh), Place::last);
    if (!made) return unless_lost(std::move(made).error());
    fresh = *std::move(made);
  }
  keep(fresh);
  return fresh;
}

std::vector<CategoryId> ReferenceFinder::path_of(const std::vector<Category>& categories) const {
  std::vector<CategoryId> path;
  for (const auto& category : categories) {
    for (std::optional<CategoryId> id = category.id; id;) {
      if (std::ranges::find(path, *id) == path.end()) path.push_back(*id);
      const auto known = categories_.find(*id);
      id = known == categories_.end() ? std::nullopt : known->second.parent_id;
    }
  }
  return path;
}

void ReferenceFinder::keep(const Brand& brand) {
  brands_by_slug_.emplace(brand.slug, brand);
  brands_by_name_.emplace(text::to_lower(brand.name), brand);
}

void ReferenceFinder::keep(const Category& category) {
  categories_.emplace(category.id, category);
  if (!category.slug.empty()) categories_by_slug_.emplace(category.slug, category.id);
  categories_by_name_.emplace(std::pair(category.parent_id, text::to_lower(category.name)), category.id);
}

}  // namespace kontor::catalog
