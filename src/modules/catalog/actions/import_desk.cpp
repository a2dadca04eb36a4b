#include "modules/catalog/actions/import_desk.hpp"

#include <algorithm>

#include "kernel/core/check.hpp"
#include "kernel/core/text.hpp"
#include "kernel/db/errors.hpp"
#include "kernel/json/json.hpp"
#include "kernel/telemetry/origin.hpp"
#include "modules/catalog/actions/part_merge.hpp"
#include "modules/catalog/api/events.hpp"
#include "modules/catalog/store/import_lookups.hpp"
#include "modules/catalog/store/imports.hpp"
#include "modules/catalog/store/product_writer.hpp"
#include "modules/catalog/store/products.hpp"

namespace kontor::catalog {

namespace {

constexpr int kLinksAtOnce = 500;
constexpr std::int64_t kManyProducts = 1000;
constexpr std::size_t kAll = SIZE_MAX;

Layout layout_of(const Import& import) {
  auto layout = catalog::layout_of(import.header, import.currency);
  KONTOR_CHECK(layout, "a header that was accepted is accepted again");
  return *std::move(layout);
}

std::vector<CsvRow> rows_of_next_part(db::Tx& tx, const Import& import) {
  const auto text = imports::rows_of_part(tx, import.id, import.parts_done + 1);
  KONTOR_CHECK(text, "the parts of an import stay until its end");
  auto rows = json::read<std::vector<CsvRow>>(*text);
  KONTOR_CHECK(rows, "rows that were written can be read");
  return *std::move(rows);
}

// Rows of one product stand together.
std::vector<ProductDraft> drafts_of(const Layout& layout, std::span<const CsvRow> rows, std::size_t from,
                                    std::size_t most) {
  const auto slug = static_cast<std::size_t>(layout.column_of(Field::slug)) - 1;
  const auto name = [&](const CsvRow& row) { return text::trim(row.cells[slug]); };
  std::vector<ProductDraft> drafts;
  std::size_t products = 0;
  for (std::size_t begin = 0; begin < rows.size() && drafts.size() < most;) {
    auto end = begin + 1;
    while (end < rows.size() && name(rows[end]) == name(rows[begin])) ++end;
    if (products++ >= from) drafts.push_back(read_draft(layout, rows.subspan(begin, end - begin)));
    begin = end;
  }
  return drafts;
}

bool has_more(const Layout& layout, std::span<const CsvRow> rows, std::size_t products) {
  return !drafts_of(layout, rows, products, 1).empty();
}

ImportCounts sum(const ImportCounts& a, const ImportCounts& b) {
  return {a.created + b.created, a.updated + b.updated, a.unchanged + b.unchanged, a.failed + b.failed};
}

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

Result<Import> ImportDesk::go_on(const ImportId& id) {
  const auto attempt = [&](std::size_t most_products) {
    return database_.transact([&](db::Tx& tx) { return merge_next(tx, id, most_products); });
  };
  // Somebody else took a slug or a SKU meanwhile: then product by product, and without the one that it was.
  try {
    return attempt(kAll);
  } catch (const db::Violation&) {
  }
  try {
    return attempt(1);
  } catch (const db::Violation& violation) {
    return refuse_next(id, violation.kind() == db::Violation::Kind::unique);
  }
}

Result<Import> ImportDesk::merge_next(db::Tx& tx, const ImportId& id, std::size_t most_products) {
  imports::lock_merging(tx);
  auto found = imports::lock(tx, id);
  if (!found) return not_found("import");
  auto& import = *found;
  if (is_ended(import.state) || import.state == ImportState::receiving) return import;
  const telemetry::Origin origin{import.id.str(), "", import.started_by};
  const telemetry::OriginScope scope(origin);
  if (import.state == ImportState::linking) {
    link(tx, import);
  } else if (import.parts_done < import.parts) {
    merge(tx, import, most_products);
  } else {
    import.state = ImportState::linking;
    link(tx, import);
  }
  imports::update(tx, import);
  tell(tx, import);
  return import;
}

void ImportDesk::merge(db::Tx& tx, Import& import, std::size_t most_products) {
  const auto layout = layout_of(import);
  const auto rows = rows_of_next_part(tx, import);
  const auto from = static_cast<std::size_t>(import.products_in_part_done);
  auto drafts = drafts_of(layout, rows, from, most_products);
  const auto merged = drafts.size();
  const auto twice = imports::twice_in(tx, import.id, import.parts_done + 1);
  const auto report = PartMerge(tx, products_, taxonomy_, import, layout).run(std::move(drafts), twice);
  import.products = sum(import.products, report.products);
  import.images_not_fetched += report.images;
  import.stock_not_set += report.stocks;
  imports::add_links(tx, import.id, import.dry_run ? std::span<const imports::Link>() : report.links);
  add_errors(tx, import, report.errors);
  if (has_more(layout, rows, from + merged)) {
    import.products_in_part_done += static_cast<int>(merged);
  } else {
    import.products_in_part_done = 0;
    ++import.parts_done;
    import.rows_done += static_cast<std::int64_t>(rows.size());
  }
}

// Products that are related to others of the file, now that all of them are there.
void ImportDesk::link(db::Tx& tx, Import& import) {
  const auto links = imports::first_links(tx, import.id, kLinksAtOnce);
  if (links.empty()) return end(tx, import, ImportState::completed);
  std::vector<std::string> slugs;
  std::vector<ProductId> ids;
  for (const auto& one : links) {
    ids.push_back(one.product_id);
    slugs.insert(slugs.end(), one.related.begin(), one.related.end());
  }
  const auto known = lookups::products(tx, slugs);
  const auto layout = layout_of(import);
  const auto column = layout.column_of(Field::related);
  std::vector<Product> before;
  std::vector<Product> after;
  std::vector<ImportError> errors;
  for (auto& product : products::load(tx, ids, products::Lock::rows)) {
    const auto& link = *std::ranges::find(links, product.id, &imports::Link::product_id);
    auto related = product;
    related.related.clear();
    for (const auto& slug : link.related) {
      const auto found = known.find(slug);
      if (found != known.end() && !found->second.is_deleted && found->second.id != product.id) {
        related.related.push_back(found->second.id);
      } else {
        errors.push_back({link.number, column, layout.names[static_cast<std::size_t>(column) - 1], product.slug,
                          "not_found", "there is no product " + slug});
      }
    }
    if (related == product) continue;
    if (link.outcome == ImportOutcome::unchanged) {
      --import.products.unchanged;
      ++import.products.updated;
    }
    before.push_back(std::move(product));
    after.push_back(std::move(related));
  }
  products_.merge(tx, {}, before, std::move(after));
  add_errors(tx, import, errors);
  imports::remove_links(tx, import.id, links.back().number);
}

// The product that cannot be merged, whatever it is that the database says.
Result<Import> ImportDesk::refuse_next(const ImportId& id, bool is_taken) {
  return database_.transact([&](db::Tx& tx) -> Result<Import> {
    auto found = imports::lock(tx, id);
    if (!found) return not_found("import");
    auto& import = *found;
    if (import.state != ImportState::merging || import.parts_done == import.parts) return import;
    const auto layout = layout_of(import);
    const auto rows = rows_of_next_part(tx, import);
    const auto from = static_cast<std::size_t>(import.products_in_part_done);
    const auto drafts = drafts_of(layout, rows, from, 1);
    if (!drafts.empty()) {
      const auto column = layout.column_of(Field::slug);
      const ImportError error{
          drafts.front().line,
          column,
          layout.names[static_cast<std::size_t>(column) - 1],
          drafts.front().slug,
          is_taken ? "taken" : "refused",
          is_taken ? "the slug or one of the SKUs belongs to another product" : "something that it refers to is gone"};
      add_errors(tx, import, std::span(&error, 1));
      ++import.products.failed;
    }
    if (has_more(layout, rows, from + 1)) {
      ++import.products_in_part_done;
    } else {
      import.products_in_part_done = 0;
      ++import.parts_done;
      import.rows_done += static_cast<std::int64_t>(rows.size());
    }
    imports::update(tx, import);
    tell(tx, import);
    return import;
  });
}

void ImportDesk::add_errors(db::Tx& tx, Import& import, std::span<const ImportError> errors) {
  const auto room = std::max<std::int64_t>(0, Staging::kMostErrorsKept - import.errors);
  const auto kept = std::min(errors.size(), static_cast<std::size_t>(room));
  imports::add_errors(tx, import.id, import.errors + 1, errors.first(kept));
  import.errors += static_cast<std::int64_t>(errors.size());
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
