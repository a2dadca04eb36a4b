#include "modules/catalog/actions/product_desk.hpp"

#include <algorithm>
#include <set>

#include "kernel/db/errors.hpp"
#include "kernel/json/json.hpp"
#include "modules/catalog/actions/documents.hpp"
#include "modules/catalog/api/events.hpp"
#include "modules/catalog/domain/product_changes.hpp"
#include "modules/catalog/domain/product_rules.hpp"
#include "modules/catalog/domain/slug.hpp"
#include "modules/catalog/store/attribute_definitions.hpp"
#include "modules/catalog/store/products.hpp"
#include "modules/catalog/store/taxonomy.hpp"

namespace kontor::catalog {

namespace {

Error taken(const db::Violation& violation) {
  if (violation.constraint().find("sku") != std::string::npos) {
    return conflict("sku_taken", "Another product has got one of these SKUs.");
  }
  if (violation.constraint().find("slug") != std::string::npos) {
    return conflict("slug_taken", "Another product has got this slug.");
  }
  throw violation;
}

// Runs what writes; a slug or SKU that somebody else took meanwhile becomes a conflict.
template <class Write>
Result<void> unless_taken(Write write) {
  try {
    write();
    return {};
  } catch (const db::Violation& violation) {
    if (violation.kind() != db::Violation::Kind::unique) throw;
    return taken(violation);
  }
}

std::vector<VariantId> variant_ids_of(const Product& product) {
  std::vector<VariantId> ids;
  for (const auto& variant : product.variants) ids.push_back(variant.id);
  return ids;
}

std::vector<FieldChange> changes_of(const Product& before, const Product& after) {
  std::vector<FieldChange> changes;
  for (auto& difference : differences(before, after)) {
    changes.push_back({std::move(difference.field), std::move(difference.before), std::move(difference.after)});
  }
  return changes;
}

std::vector<PriceChange> prices_of(const Product& before, const Product& after) {
  std::vector<PriceChange> prices;
  for (const auto& one : price_differences(before, after)) {
    prices.push_back(
        {one.variant_id, one.currency, one.before, one.after, one.compare_at_before, one.compare_at_after});
  }
  return prices;
}

// One side of the changes, as a JSON object, for the audit.
std::string side_of(const std::vector<FieldChange>& changes, std::string FieldChange::*side) {
  std::map<std::string, std::string> object;
  for (const auto& change : changes) object.emplace(change.field, change.*side);
  return json::to_json(object);
}

bool is_shown(const Product& product) {
  return product.status == ProductStatus::published && !product.deleted_at;
}

}  // namespace

Result<void> ProductDesk::settle_slug(db::Tx& tx, Product& product, const std::string& before) {
  if (product.slug.empty()) {
    auto base = slug_from(product.name);
    product.slug = products::claim_slug(tx, base.empty() ? "product" : base);
    return {};
  }
  if (product.slug == before || !is_slug(product.slug)) return {};
  if (!products::is_slug_taken(tx, product.id, product.slug)) return {};
  return conflict("slug_taken", "Another product has this slug; a deleted one keeps its own.");
}

Result<void> ProductDesk::examine(db::Tx& tx, const Product& product) {
  auto problems = mistakes_of(product, taxonomy::definitions(tx));
  std::vector<std::string> skus;
  for (const auto& variant : product.variants) skus.push_back(variant.sku);
  const auto others = products::skus_of_others(tx, product.id, skus);
  for (std::size_t i = 0; i < skus.size(); ++i) {
    if (std::ranges::find(others, skus[i]) == others.end()) continue;
    problems.push_back({"/variants/" + std::to_string(i) + "/sku", "taken", "belongs to another product"});
  }
  if (!problems.empty()) return invalid(std::move(problems));
  return {};
}

Result<Product> ProductDesk::create(db::Tx& tx, Product draft) {
  draft.id = ProductId::generate();
  draft.version = 1;
  draft.created_at = products::now(tx);
  if (auto settled = settle_slug(tx, draft, ""); !settled) return std::move(settled).error();
  if (auto sound = examine(tx, draft); !sound) return std::move(sound).error();
  const auto written = documented(std::move(draft));
  auto done = unless_taken([&] { products::insert(tx, std::span(&written, 1)); });
  if (!done) return std::move(done).error();
  const auto& product = written.product;
  announce(tx, product);
  trail_.record(tx, {"catalog.product_created", product.id.str(), "",
                     json::to_json(std::map<std::string, std::string>{{"name", product.name}, {"slug", product.slug}}),
                     std::nullopt});
  return product;
}

void ProductDesk::announce(db::Tx& tx, const Product& fresh) {
  const auto key = fresh.id.str();
  log_.publish(tx, key,
               ProductCreated{fresh.id, fresh.version, fresh.slug, fresh.name, std::string(to_string(fresh.status)),
                              variant_ids_of(fresh)});
  if (is_shown(fresh)) log_.publish(tx, key, ProductPublished{fresh.id, fresh.version, fresh.slug});
}

Result<Product> ProductDesk::edit(db::Tx& tx, const ProductId& id, const SeenVersion& seen, const Change& change) {
  const auto found = products::load(tx, std::span(&id, 1), products::Lock::rows);
  if (found.empty() || found.front().deleted_at) return not_found("product");
  const auto& before = found.front();
  if (auto current = seen.check(before.version); !current) return std::move(current).error();
  auto after = before;
  if (auto done = change(after); !done) return std::move(done).error();
  if (auto settled = settle_slug(tx, after, before.slug); !settled) return std::move(settled).error();
  if (after == before) return before;
  if (auto sound = examine(tx, after); !sound) return std::move(sound).error();
  ++after.version;
  std::vector<Product> changed{after};
  if (auto done = write(tx, found, std::move(changed)); !done) return std::move(done).error();
  return after;
}

Result<ProductDesk::Edited> ProductDesk::edit_many(db::Tx& tx, std::span<const ProductId> ids,
                                                   const std::function<void(Product&)>& change) {
  const auto definitions = taxonomy::definitions(tx);
  Edited edited;
  for (auto& before : products::load(tx, ids, products::Lock::rows)) {
    auto after = before;
    change(after);
    if (after == before || !mistakes_of(after, definitions).empty()) continue;
    ++after.version;
    edited.before.push_back(std::move(before));
    edited.after.push_back(std::move(after));
  }
  if (auto done = write(tx, edited.before, edited.after); !done) return std::move(done).error();
  return edited;
}

Result<void> ProductDesk::write(db::Tx& tx, std::span<const Product> before, std::vector<Product> after) {
  std::vector<DocumentedProduct> documents;
  for (auto& product : after) documents.push_back(documented(std::move(product)));
  std::vector<products::Change> changes;
  for (std::size_t i = 0; i < documents.size(); ++i) changes.push_back({before[i], documents[i]});
  auto done = unless_taken([&] { products::save(tx, changes); });
  if (!done) return done;
  for (const auto& [was, is] : changes) {
    tell(tx, was, is.product);
    account(tx, was, is.product);
  }
  return {};
}

void ProductDesk::merge(db::Tx& tx, std::vector<Product> fresh, std::span<const Product> before,
                        std::vector<Product> after) {
  std::vector<DocumentedProduct> added;
  for (auto& product : fresh) added.push_back(documented(std::move(product)));
  products::insert(tx, added);
  for (const auto& one : added) announce(tx, one.product);
  std::vector<DocumentedProduct> changed;
  for (auto& product : after) {
    ++product.version;
    changed.push_back(documented(std::move(product)));
  }
  std::vector<products::Change> changes;
  for (std::size_t i = 0; i < changed.size(); ++i) changes.push_back({before[i], changed[i]});
  products::save(tx, changes);
  for (const auto& [was, is] : changes) tell(tx, was, is.product);
}

void ProductDesk::tell(db::Tx& tx, const Product& before, const Product& after) {
  const auto key = after.id.str();
  const auto changes = changes_of(before, after);
  const auto prices = prices_of(before, after);
  if (after.deleted_at && !before.deleted_at) {
    log_.publish(tx, key, ProductDeleted{after.id, after.version, after.slug});
  } else if (!changes.empty()) {
    log_.publish(tx, key,
                 ProductUpdated{after.id, after.version, after.slug, std::string(to_string(after.status)), changes,
                                variant_ids_of(after)});
  }
  if (!prices.empty()) log_.publish(tx, key, PriceChanged{after.id, after.version, prices});
  if (is_shown(after) && !is_shown(before)) {
    log_.publish(tx, key, ProductPublished{after.id, after.version, after.slug});
  }
}

void ProductDesk::account(db::Tx& tx, const Product& before, const Product& after) {
  const auto changes = changes_of(before, after);
  const auto prices = prices_of(before, after);
  const auto after_side = prices.empty() ? side_of(changes, &FieldChange::after) : json::to_json(prices);
  trail_.record(tx, {after.deleted_at && !before.deleted_at ? "catalog.product_deleted" : "catalog.product_changed",
                     after.id.str(), side_of(changes, &FieldChange::before), after_side, std::nullopt});
}

Result<void> ProductDesk::remove(db::Tx& tx, const ProductId& id, const SeenVersion& seen) {
  const auto now = products::now(tx);
  auto removed = edit(tx, id, seen, [&](Product& product) -> Result<void> {
    product.deleted_at = now;
    return {};
  });
  return removed ? Result<void>() : std::move(removed).error();
}

Result<Product> ProductDesk::restore(db::Tx& tx, const ProductId& id, const SeenVersion& seen) {
  const auto found = products::load(tx, std::span(&id, 1), products::Lock::rows);
  if (found.empty()) return not_found("product");
  if (auto current = seen.check(found.front().version); !current) return std::move(current).error();
  auto after = found.front();
  if (!after.deleted_at) return after;
  after.deleted_at.reset();
  ++after.version;
  std::vector<Product> changed{after};
  if (auto done = write(tx, found, std::move(changed)); !done) return std::move(done).error();
  return after;
}

std::size_t ProductDesk::rewrite(db::Tx& tx, std::span<const ProductId> ids) {
  const auto before = products::load(tx, ids, products::Lock::rows);
  taxonomy::lock_tree(tx, taxonomy::Tree::reads);
  std::vector<DocumentedProduct> documents;
  for (const auto& product : before) documents.push_back(documented(product));
  std::vector<products::Change> changes;
  for (std::size_t i = 0; i < documents.size(); ++i) changes.push_back({before[i], documents[i]});
  products::save(tx, changes);
  products::refresh_paths(tx, ids);
  for (const auto& product : before) {
    log_.publish(tx, product.id.str(),
                 ProductUpdated{product.id,
                                product.version,
                                product.slug,
                                std::string(to_string(product.status)),
                                {},
                                variant_ids_of(product)});
  }
  return before.size();
}

}  // namespace kontor::catalog
