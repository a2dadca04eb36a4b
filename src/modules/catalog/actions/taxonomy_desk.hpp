#pragma once

#include <optional>
#include <string>

#include "kernel/audit/trail.hpp"
#include "kernel/core/result.hpp"
#include "kernel/db/database.hpp"
#include "kernel/events/log.hpp"
#include "modules/catalog/actions/seen_version.hpp"
#include "modules/catalog/domain/attribute.hpp"
#include "modules/catalog/domain/product.hpp"

namespace kontor::catalog {

// Where a new category stands among its brothers: at the position it says, or behind them.
enum class Place { given, last };

// Categories, brands and definitions of attributes, changed in the caller's transaction, each with its event and audit
// entry. What products copied from them is written anew behind it, by whoever hears the event. Errors of all:
// `not_found`, `version_conflict`, `slug_taken`.
class TaxonomyDesk {
 public:
  TaxonomyDesk(events::Log& log, audit::Trail trail) : log_(log), trail_(trail) {}

  // An empty slug is made from the name and, where that is taken, from a number behind it.
  Result<Category> create(db::Tx& tx, Category draft, Place place);
  struct CategoryChange {
    std::optional<std::string> name;
    std::optional<std::string> slug;
  };
  Result<Category> change(db::Tx& tx, const CategoryId& id, const SeenVersion& seen, const CategoryChange& change);
  // To another parent (none: the top), before what is at this place there. `conflict` (category_cycle) below itself,
  // whoever else moves at the same time.
  Result<Category> move(db::Tx& tx, const CategoryId& id, const SeenVersion& seen,
                        const std::optional<CategoryId>& parent, int position);
  // No name: no translation any more.
  Result<Category> translate(db::Tx& tx, const CategoryId& id, const SeenVersion& seen, const std::string& locale,
                             const std::optional<std::string>& name);
  Result<void> remove_category(db::Tx& tx, const CategoryId& id, const SeenVersion& seen);  // category_not_empty

  Result<Brand> create(db::Tx& tx, Brand draft);
  Result<Brand> change(db::Tx& tx, const BrandId& id, const SeenVersion& seen, const std::optional<std::string>& name,
                       const std::optional<std::string>& slug);
  Result<void> remove_brand(db::Tx& tx, const BrandId& id, const SeenVersion& seen);  // brand_not_empty

  Result<AttributeDefinition> define(db::Tx& tx, AttributeDefinition definition);  // attribute_taken
  // The kind of an attribute that products use stays (attribute_in_use); values that no longer fit are refused when
  // their product is written next.
  Result<AttributeDefinition> redefine(db::Tx& tx, const SeenVersion& seen, AttributeDefinition definition);
  Result<void> remove_attribute(db::Tx& tx, const std::string& code, const SeenVersion& seen);  // attribute_in_use

 private:
  Result<Category> find(db::Tx& tx, const CategoryId& id, const SeenVersion& seen);
  void tell(db::Tx& tx, const Category& category, const std::string& what);
  void tell(db::Tx& tx, const Brand& brand, const std::string& what);
  // Null: there was, or is, no such attribute.
  void tell(db::Tx& tx, const AttributeDefinition* before, const AttributeDefinition* after);

  events::Log& log_;
  audit::Trail trail_;
};

}  // namespace kontor::catalog
