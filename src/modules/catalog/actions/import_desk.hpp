#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/audit/trail.hpp"
#include "kernel/core/result.hpp"
#include "kernel/db/database.hpp"
#include "kernel/events/log.hpp"
#include "kernel/jobs/job.hpp"
#include "modules/catalog/actions/product_desk.hpp"
#include "modules/catalog/actions/taxonomy_desk.hpp"
#include "modules/catalog/api/transfer.hpp"
#include "modules/catalog/transfer/staging.hpp"

namespace kontor::catalog {

// Files of products: received into the database, then merged part by part, each in a transaction of its own that
// carries how far it came; so whoever goes on, in whatever process, goes on exactly behind the last part. Safe from any
// thread; blocks.
class ImportDesk {
 public:
  ImportDesk(db::Database database, events::Log& log, audit::Trail trail, ProductDesk& products, TaxonomyDesk& taxonomy,
             Currency currency)
      : database_(std::move(database)),
        log_(log),
        trail_(trail),
        products_(products),
        taxonomy_(taxonomy),
        currency_(currency) {}

  // All of the file. One that is on its way already in
  // the same manner is that import. `invalid` (unknown_header) for what is no such file.
  Result<Import> receive(const ImportOrder& order, const FileSource& next);
  // The same in the caller's transaction.
  Result<Import> receive(db::Tx& tx, const ImportOrder& order, std::string_view file);

  // The next part; the state behind it. Of one that has ended: its state. `not_found`.
  Result<Import> go_on(const ImportId& id);
  // Ends it; what was merged stays. Of one that has ended: its state. `not_found`.
  Result<Import> cancel(db::Tx& tx, const ImportId& id);

  // Ends one that cannot be gone on with, and says why.
  Result<Import> fail(const ImportId& id, const std::string& problem);

  Result<Import> find(const ImportId& id) const;

 private:
  Import begun(const ImportOrder& order) const;
  Result<Import> settle(db::Tx& tx, const Staging& staging);
  Result<Import> merge_next(db::Tx& tx, const ImportId& id, std::size_t most_products);
  void merge(db::Tx& tx, Import& import, std::size_t most_products);
  void link(db::Tx& tx, Import& import);
  Result<Import> refuse_next(const ImportId& id, bool is_taken);
  void add_errors(db::Tx& tx, Import& import, std::span<const ImportError> errors);
  void end(db::Tx& tx, Import& import, ImportState state);
  void tell(db::Tx& tx, const Import& import);

  db::Database database_;
  events::Log& log_;
  audit::Trail trail_;
  ProductDesk& products_;
  TaxonomyDesk& taxonomy_;
  Currency currency_;  // of the shop
};

// Goes on with every import that is not at its end, here or wherever it was begun, and forgets old ones.
jobs::Job imports_job(db::Database database, ImportDesk& desk);

}  // namespace kontor::catalog
