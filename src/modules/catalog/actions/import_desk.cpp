#include "modules/catalog/actions/import_desk.hpp"

#include <algorithm>

#include "kernel/core/check.hpp"
#include "kernel/json/json.hpp"
#include "kernel/telemetry/origin.hpp"
#include "modules/catalog/api/events.hpp"
#include "modules/catalog/store/imports.hpp"
#include "modules/catalog/store/product_writer.hpp"

namespace kontor::catalog {

namespace {

constexpr std::int64_t kManyProducts = 1000;

// One that no process can go on with must not stop those behind it.
Result<void> go_on_or_fail(ImportDesk& desk, const ImportId& id) {
  try {
    const auto import = desk.go_on(id);
    return import ? Result<void>() : import.error();
  } catch (const std::exception& bug) {
    auto failed = desk.fail(id, bug.what());
    return failed ? Result<void>(Error{ErrorKind::internal, "import_failed", bug.what()}) : std::move(failed).error();
  }
}

}  // namespace

Import ImportDesk::begun(const ImportOrder& order) const {
  Import import;
  import.id = ImportId::generate();
  import.dry_run = order.dry_run;
  import.currency = order.currency.value_or(currency_);
  import.file_name = order.file_name;
  import.started_by = telemetry::OriginScope::current().actor;
  return import;
}

Result<Import> ImportDesk::receive(const ImportOrder& order, const FileSource& next) {
  Staging staging(begun(order));
  const auto write = [&](bool is_whole) -> Result<Import> {
    auto written = database_.transact([&](db::Tx& tx) -> Result<Import> {
      tx.be_patient(std::chrono::minutes(2));
      staging.write(tx);
      return is_whole ? settle(tx, staging) : Result<Import>(staging.import());
    });
    if (written) staging.forget_written();
    return written;
  };
  std::string piece;
  for (;;) {
    piece.clear();
    const auto goes_on = next(piece);
    if (!goes_on) return goes_on.error();
    if (!*goes_on) break;
    if (auto fed = staging.feed(piece); !fed) return std::move(fed).error();
    if (!staging.is_full()) continue;
    if (auto written = write(false); !written) return written;
  }
  if (auto whole = staging.finish(); !whole) return std::move(whole).error();
  return write(true);
}

Result<Import> ImportDesk::receive(db::Tx& tx, const ImportOrder& order, std::string_view file) {
  constexpr std::size_t kPiece = 256 << 10;
  tx.be_patient(std::chrono::seconds(25));
  Staging staging(begun(order));
  for (; !file.empty(); file.remove_prefix(std::min(kPiece, file.size()))) {
    if (auto fed = staging.feed(file.substr(0, kPiece)); !fed) return std::move(fed).error();
    if (!staging.is_full()) continue;
    staging.write(tx);
    staging.forget_written();
  }
  if (auto whole = staging.finish(); !whole) return std::move(whole).error();
  staging.write(tx);
  return settle(tx, staging);
}

// The file is all there.
Result<Import> ImportDesk::settle(db::Tx& tx, const Staging& staging) {
  auto import = staging.import();
  if (const auto twin = imports::unfinished_twin(tx, import)) {
    import.problem = "The same file is on its way already.";
    end(tx, import, ImportState::cancelled);
    imports::update(tx, import);
    auto other = imports::lock(tx, *twin);
    KONTOR_CHECK(other, "an import stays for a month");
    return *std::move(other);
  }
  trail_.record(tx, {"catalog.import_started", import.id.str(), "",
                     json::to_json(std::map<std::string, std::string>{{"file", import.file_name},
                                                                      {"rows", std::to_string(import.rows)},
                                                                      {"dry_run", import.dry_run ? "true" : "false"}}),
                     std::nullopt});
  if (import.state == ImportState::failed) {
    end(tx, import, ImportState::failed);
  } else {
    imports::mark_twice(tx, import.id);
    tell(tx, import);
  }
  imports::update(tx, import);
  return import;
}

void ImportDesk::end(db::Tx& tx, Import& import, ImportState state) {
  import.state = state;
  imports::drop_staged(tx, import.id);
  if (!import.dry_run && state == ImportState::completed && import.products.created >= kManyProducts) {
    ProductWriter(tx).refresh_statistics();
  }
  trail_.record(tx, {"catalog.import_" + std::string(spelled(state)), import.id.str(), "",
                     json::to_json(import.products), std::nullopt});
}

Result<Import> ImportDesk::cancel(db::Tx& tx, const ImportId& id) {
  auto found = imports::lock(tx, id);
  if (!found) return not_found("import");
  if (is_ended(found->state)) return *found;
  end(tx, *found, ImportState::cancelled);
  imports::update(tx, *found);
  tell(tx, *found);
  return *std::move(found);
}

Result<Import> ImportDesk::fail(const ImportId& id, const std::string& problem) {
  return database_.transact([&](db::Tx& tx) -> Result<Import> {
    auto found = imports::lock(tx, id);
    if (!found) return not_found("import");
    if (is_ended(found->state)) return *found;
    found->problem = problem;
    end(tx, *found, ImportState::failed);
    imports::update(tx, *found);
    tell(tx, *found);
    return *std::move(found);
  });
}

Result<Import> ImportDesk::find(const ImportId& id) const {
  auto found = imports::find(database_, id);
  if (!found) return std::move(found).error();
  if (!*found) return not_found("import");
  return **std::move(found);
}

void ImportDesk::tell(db::Tx& tx, const Import& import) {
  log_.publish(tx, import.id.str(),
               ImportProgressed{import.id.str(), std::string(spelled(import.state)), import.rows, import.rows_done,
                                import.products.created, import.products.updated, import.products.unchanged,
                                import.products.failed, import.errors});
}

jobs::Job imports_job(db::Database database, ImportDesk& desk) {
  return {.name = "catalog.imports",
          .when = jobs::When::every(std::chrono::seconds(2)),
          .run = [database, &desk](const jobs::JobRun& run) mutable -> Result<void> {
            if (auto tidied = imports::tidy(database); !tidied) return tidied;
            while (!run.stop_requested()) {
              const auto next = imports::next_unfinished(database);
              if (!next) return next.error();
              if (!*next) return {};
              if (auto done = go_on_or_fail(desk, **next); !done) return done;
            }
            return {};
          }};
}

}  // namespace kontor::catalog
