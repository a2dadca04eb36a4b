#include "modules/catalog/actions/part_merge.hpp"

#include <algorithm>

#include "kernel/db/errors.hpp"
#include "modules/catalog/domain/product_rules.hpp"
#include "modules/catalog/store/attribute_definitions.hpp"
#include "modules/catalog/store/products.hpp"

namespace kontor::catalog {

PartMerge::PartMerge(db::Tx& tx, ProductDesk& desk, TaxonomyDesk& taxonomy, const Import& import, const Layout& layout)
    : tx_(tx), desk_(desk), taxonomy_(taxonomy), import_(import), layout_(layout) {}

MergeReport PartMerge::run(std::vector<ProductDraft> drafts, std::span<const imports::Twice> twice) && {
  drafts_ = std::move(drafts);
  mark_twice(twice);
  look_up();
  for (auto& draft : drafts_) merge(draft);
  if (!import_.dry_run) desk_.merge(tx_, std::move(fresh_), before_, std::move(after_));
  return std::move(report_);
}

// Of whom a key is that comes a second time, by line.
void PartMerge::mark_twice(std::span<const imports::Twice> twice) {
  for (const auto& key : twice) {
    const auto behind = std::ranges::upper_bound(drafts_, key.line, {}, &ProductDraft::line);
    if (behind == drafts_.begin()) continue;
    auto& draft = *std::prev(behind);
    const auto line = std::to_string(key.first_line);
    const bool is_sku = key.kind == imports::Key::Kind::sku;
    const bool is_here = is_sku
                             ? std::ranges::find(draft.variants, key.line, &VariantDraft::line) != draft.variants.end()
                             : draft.line == key.line;
    if (!is_here) continue;
    report(draft, key.line, layout_.column_of(is_sku ? Field::sku : Field::slug), is_sku ? "duplicate" : "scattered",
           is_sku ? "is on line " + line + " already"
                  : "the rows of a product have to follow each other: it began on line " + line);
  }
}

void PartMerge::look_up() {
  std::vector<std::string> skus;
  std::vector<std::string> slugs;
  for (const auto& draft : drafts_) {
    slugs.push_back(draft.slug);
    for (const auto& variant : draft.variants) skus.push_back(variant.sku);
    if (draft.related) slugs.insert(slugs.end(), draft.related->begin(), draft.related->end());
  }
  now_ = products::now(tx_);
  owners_ = lookups::owners(tx_, skus);
  slugs_ = lookups::products(tx_, slugs);
  std::vector<ProductId> owners;
  std::vector<ProductId> ids;
  for (const auto& [sku, id] : owners_) owners.push_back(id);
  for (const auto& draft : drafts_) {
    if (const auto known = slugs_.find(draft.slug); known != slugs_.end()) ids.push_back(known->second.id);
  }
  slugs_of_owners_ = lookups::slugs(tx_, owners);
  for (const auto& [id, slug] : slugs_of_owners_) slugs.push_back(slug);
  slugs_in_file_ = imports::slugs_in_file(tx_, import_.id, slugs);
  ids.insert(ids.end(), owners.begin(), owners.end());
  std::ranges::sort(ids);
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  for (auto& product : products::load(tx_, ids, products::Lock::rows))
    products_.emplace(product.id, std::move(product));
  definitions_ = taxonomy::definitions(tx_);
  references_.emplace(tx_, taxonomy_, import_.dry_run ? Trial::yes : Trial::no, drafts_);
}

// The product with this slug, else the one that has one of the SKUs, under whatever slug; unless the file says more of
// that one itself.
PartMerge::Target PartMerge::target_of(ProductDraft& draft) {
  if (const auto known = slugs_.find(draft.slug); known != slugs_.end()) {
    return {known->second.id, known->second.is_deleted};
  }
  for (const auto& variant : draft.variants) {
    const auto owner = owners_.find(variant.sku);
    if (owner == owners_.end()) continue;
    const auto slug = slugs_of_owners_.find(owner->second);
    if (slug == slugs_of_owners_.end()) return {owner->second, true};
    if (!slugs_in_file_.contains(slug->second)) return {owner->second, false};
  }
  return {};
}

void PartMerge::check_owners(ProductDraft& draft, const std::optional<ProductId>& target) {
  for (const auto& variant : draft.variants) {
    const auto owner = owners_.find(variant.sku);
    if (owner == owners_.end() || owner->second == target) continue;
    const auto slug = slugs_of_owners_.find(owner->second);
    report(draft, variant.line, layout_.column_of(Field::sku), "taken",
           slug == slugs_of_owners_.end() ? "belongs to a product that was deleted"
                                          : "belongs to the product " + slug->second);
  }
}

void PartMerge::merge(ProductDraft& draft) {
  report_.images += draft.images;
  report_.stocks += draft.stocks;
  const auto target = target_of(draft);
  if (draft.mistakes.empty()) check_owners(draft, target.id);
  if (target.is_deleted) {
    report(draft, draft.line, layout_.column_of(Field::slug), "deleted", "the product was deleted: restore it first");
  } else if (target.id && !claimed_.insert(*target.id).second) {
    report(draft, draft.line, layout_.column_of(Field::sku), "taken", "another product of the file has got these SKUs");
  }
  std::vector<std::string> waiting;
  const auto references = references_of(draft, waiting);
  if (!draft.mistakes.empty()) return fail(draft);
  const auto* before = target.id ? &products_.at(*target.id) : nullptr;
  Product after;
  if (before != nullptr) {
    after = *before;
  } else {
    after.id = ProductId::generate();
    after.created_at = draft.created_at.value_or(now_);
  }
  apply(draft, references, after);
  if (before != nullptr && after == *before) return keep(draft, before, std::move(after), std::move(waiting));
  define_attributes(draft);
  examine(draft, after);
  if (!draft.mistakes.empty()) return fail(draft);
  keep(draft, before, std::move(after), std::move(waiting));
}

DraftReferences PartMerge::references_of(ProductDraft& draft, std::vector<std::string>& waiting) {
  DraftReferences references;
  if (draft.brand && draft.mistakes.empty()) {
    if (auto brand = references_->brand(*draft.brand)) {
      references.brand = *std::move(brand);
    } else {
      report(draft, layout_.column_of(Field::brand) != 0 ? Field::brand : Field::brand_name, brand.error());
    }
  }
  if (draft.categories && draft.mistakes.empty()) {
    for (const auto& path : *draft.categories) {
      if (auto category = references_->category(path)) {
        references.categories.push_back(*std::move(category));
      } else {
        report(draft, layout_.column_of(Field::categories) != 0 ? Field::categories : Field::category_names,
               category.error());
      }
    }
    references.category_path = references_->path_of(references.categories);
  }
  if (draft.related) relate(draft, references, waiting);
  return references;
}

// At once where all of them are there, else when the whole file is.
void PartMerge::relate(ProductDraft& draft, DraftReferences& references, std::vector<std::string>& waiting) {
  std::vector<ProductId> ids;
  for (const auto& slug : *draft.related) {
    const auto known = slugs_.find(slug);
    if (known != slugs_.end() && !known->second.is_deleted) {
      ids.push_back(known->second.id);
    } else if (!slugs_in_file_.contains(slug)) {
      report(draft, draft.line, layout_.column_of(Field::related), "not_found", "there is no product " + slug);
    }
  }
  if (ids.size() == draft.related->size()) {
    references.related = std::move(ids);
  } else {
    waiting = *draft.related;
  }
}

// A number or a boolean says by itself what its attribute is; a file from another shop brings them along.
void PartMerge::define_attributes(const ProductDraft& draft) {
  if (!draft.attributes) return;
  using Kind = AttributeValue::Kind;
  for (const auto& [name, value] : *draft.attributes) {
    if (value.kind == Kind::text || definitions_.contains(name)) continue;
    AttributeDefinition definition;
    definition.code = name;
    definition.name = name;
    definition.kind = value.kind == Kind::number ? AttributeKind::number : AttributeKind::boolean;
    if (!mistakes_of(definition).empty()) continue;
    if (taxonomy::is_used(tx_, name)) continue;
    if (!import_.dry_run && !taxonomy_.define(tx_, definition))
      throw db::Collision("an attribute was defined meanwhile");
    definitions_.emplace(name, std::move(definition));
  }
}

void PartMerge::examine(ProductDraft& draft, const Product& product) {
  for (const auto& mistake : mistakes_of(product, definitions_)) {
    const auto place = place_of(mistake.pointer, product, draft, layout_);
    report(draft, place.line, place.column, mistake.code, mistake.detail);
  }
}

void PartMerge::keep(const ProductDraft& draft, const Product* before, Product after,
                     std::vector<std::string> waiting) {
  const auto outcome = before == nullptr  ? ImportOutcome::created
                       : after == *before ? ImportOutcome::unchanged
                                          : ImportOutcome::updated;
  if (!waiting.empty()) report_.links.push_back({draft.line, after.id, outcome, std::move(waiting)});
  switch (outcome) {
    case ImportOutcome::created:
      ++report_.products.created;
      fresh_.push_back(std::move(after));
      break;
    case ImportOutcome::updated:
      ++report_.products.updated;
      before_.push_back(*before);
      after_.push_back(std::move(after));
      break;
    case ImportOutcome::unchanged:
      ++report_.products.unchanged;
      break;
  }
}

void PartMerge::fail(const ProductDraft& draft) {
  ++report_.products.failed;
  for (const auto& mistake : draft.mistakes) {
    const auto index = static_cast<std::size_t>(mistake.column) - 1;
    report_.errors.push_back({mistake.line, mistake.column, mistake.column > 0 ? layout_.names[index] : std::string(),
                              draft.slug, mistake.code, mistake.detail});
  }
}

void PartMerge::report(ProductDraft& draft, std::int64_t line, int column, std::string code, std::string detail) {
  draft.mistakes.push_back({line, column, std::move(code), std::move(detail)});
}

void PartMerge::report(ProductDraft& draft, Field field, const Error& error) {
  const auto& code = error.fields.empty() ? error.code : error.fields.front().code;
  const auto& detail = error.fields.empty() ? error.detail : error.fields.front().detail;
  report(draft, draft.line, layout_.column_of(field), code, detail);
}

}  // namespace kontor::catalog
