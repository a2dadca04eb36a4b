#include <algorithm>

#include "kernel/core/check.hpp"
#include "kernel/core/text.hpp"
#include "kernel/db/errors.hpp"
#include "kernel/json/json.hpp"
#include "kernel/telemetry/origin.hpp"
#include "modules/catalog/actions/import_desk.hpp"
#include "modules/catalog/actions/part_merge.hpp"
#include "modules/catalog/store/import_lookups.hpp"
#include "modules/catalog/store/imports.hpp"
#include "modules/catalog/store/products.hpp"

// What an import does part by part, once its file is there.
namespace kontor::catalog {

namespace {

constexpr int kLinksAtOnce = 500;
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

}  // namespace

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

}  // namespace kontor::catalog
