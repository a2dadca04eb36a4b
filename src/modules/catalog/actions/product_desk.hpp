#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "kernel/audit/trail.hpp"
#include "kernel/core/result.hpp"
#include "kernel/db/database.hpp"
#include "kernel/events/log.hpp"
#include "modules/catalog/actions/seen_version.hpp"
#include "modules/catalog/domain/attribute.hpp"
#include "modules/catalog/domain/product.hpp"

namespace kontor::catalog {

// The one way in which products change: loaded under their lock, changed, held against the rules, and written with
// their documents, their events and an audit entry. Everything happens in the caller's transaction. Safe from any
// thread.
class ProductDesk {
 public:
  ProductDesk(events::Log& log, audit::Trail trail) : log_(log), trail_(trail) {}

  // With ids, version and time of its own. An empty slug is made from the name, unlike any other. `invalid` with all
  // problems; `conflict` (slug_taken, sku_taken).
  Result<Product> create(db::Tx& tx, Product draft);

  // `change` gets the product as it is, and may refuse; what it did is then checked as create() does. Without a
  // difference nothing is written and the version stays. `not_found`, also for a deleted one; version_conflict where
  // it is none that the caller has seen.
  using Change = std::function<Result<void>(Product& product)>;
  Result<Product> edit(db::Tx& tx, const ProductId& id, const SeenVersion& seen, const Change& change);
  // Those that are there, deleted ones too, in one go; what a product does not pass keeps it as it was.
  struct Edited {
    std::vector<Product> before;
    std::vector<Product> after;
  };
  Result<Edited> edit_many(db::Tx& tx, std::span<const ProductId> ids, const std::function<void(Product&)>& change);

  Result<void> remove(db::Tx& tx, const ProductId& id, const SeenVersion& seen);
  Result<Product> restore(db::Tx& tx, const ProductId& id, const SeenVersion& seen);

  // What an import makes: new products, with ids and times of their own, and others as they are to be, all of them held
  // against the rules; the versions of those that change are counted up here. Each is told as its own change, and the
  // audit has one entry of the import, made by who imports. A slug or SKU that is taken throws db::Violation.
  void merge(db::Tx& tx, std::vector<Product> fresh, std::span<const Product> before, std::vector<Product> after);

  // Writes the documents anew, with present paths and names. Says how many.
  std::size_t rewrite(db::Tx& tx, std::span<const ProductId> ids);

 private:
  Result<void> settle_slug(db::Tx& tx, Product& product, const std::string& before);
  Result<void> examine(db::Tx& tx, const Product& product);
  Result<void> write(db::Tx& tx, std::span<const Product> before, std::vector<Product> after);
  void announce(db::Tx& tx, const Product& fresh);
  void tell(db::Tx& tx, const Product& before, const Product& after);
  void account(db::Tx& tx, const Product& before, const Product& after);

  events::Log& log_;
  audit::Trail trail_;
};

}  // namespace kontor::catalog
