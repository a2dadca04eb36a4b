#include <cstdio>
#include <fstream>

#include "app/actions.hpp"
#include "app/commands.hpp"
#include "app/exit_codes.hpp"
#include "app/terminal.hpp"
#include "kernel/core/format.hpp"
#include "kernel/json/json.hpp"

namespace kontor::app {

namespace {

constexpr std::size_t kPiece = 256 << 10;
constexpr int kShownErrors = 20;

struct ImportReport {
  catalog::ImportId import_id;
  catalog::ImportState state = catalog::ImportState::completed;
  catalog::TransferFormat format = catalog::TransferFormat::full;
  bool dry_run = false;
  std::int64_t rows = 0;
  catalog::ImportCounts products;
  std::int64_t errors = 0;
  std::int64_t images_not_fetched = 0;
  std::int64_t stock_not_set = 0;
  std::vector<std::string> ignored_columns;
  std::string problem;
  std::vector<catalog::ImportError> first_errors;
};
KONTOR_DESCRIBE(ImportReport, import_id, state, format, dry_run, rows, products, errors, images_not_fetched,
                stock_not_set, ignored_columns, problem, first_errors)

ImportReport report_of(const catalog::Import& import, std::vector<catalog::ImportError> errors) {
  return {import.id,
          import.state,
          import.format,
          import.dry_run,
          import.rows,
          import.products,
          import.errors,
          import.images_not_fetched,
          import.stock_not_set,
          import.ignored_columns,
          import.problem,
          std::move(errors)};
}

Result<Currency> currency_of(const CommandLine& line) {
  const auto code = line.option("currency", "");
  if (const auto currency = Currency::parse(code)) return *currency;
  return usage_error(format("--currency takes a code such as EUR, not {}", code));
}

Result<catalog::ImportOrder> order_from(const CommandLine& line) {
  catalog::ImportOrder order;
  order.dry_run = line.has("dry-run");
  order.file_name = argument(line);
  if (line.has("currency")) {
    const auto currency = currency_of(line);
    if (!currency) return currency.error();
    order.currency = *currency;
  }
  return order;
}

void print_notes(const ImportReport& report) {
  const auto note = [](const std::string& text) { std::puts(painted(text, Paint::dim).c_str()); };
  if (report.dry_run) note("This was a dry run: nothing was changed.");
  if (!report.problem.empty()) note(report.problem);
  if (report.images_not_fetched > 0) {
    note(format("{} images are named in the file; images are not fetched.", report.images_not_fetched));
  }
  if (report.stock_not_set > 0) note("Stock is kept by the inventory; the file's numbers were not used.");
  if (!report.ignored_columns.empty()) {
    std::string names;
    for (const auto& name : report.ignored_columns) names += (names.empty() ? "" : ", ") + name;
    note(format("Columns that nothing was made of: {}", names));
  }
}

void print(const ImportReport& report) {
  const auto& products = report.products;
  print_table({"ROWS", "CREATED", "UPDATED", "UNCHANGED", "FAILED", "MISTAKES"},
              {{std::to_string(report.rows), std::to_string(products.created), std::to_string(products.updated),
                std::to_string(products.unchanged), std::to_string(products.failed), std::to_string(report.errors)}});
  print_notes(report);
  if (report.first_errors.empty()) return;
  std::vector<std::vector<std::string>> rows;
  for (const auto& error : report.first_errors) {
    rows.push_back({std::to_string(error.line), std::to_string(error.column), error.column_name, error.product,
                    error.code, error.detail});
  }
  std::puts("");
  print_table({"LINE", "COLUMN", "NAME", "PRODUCT", "CODE", "WHAT"}, rows);
  const auto more = report.errors - static_cast<std::int64_t>(rows.size());
  if (more > 0) std::puts(format("and {} more: --errors {}", more, report.errors).c_str());
}

Result<std::vector<catalog::ImportError>> errors_of(House& house, const catalog::Import& import, std::int64_t most) {
  constexpr int kAtOnce = 1000;
  std::vector<catalog::ImportError> all;
  while (static_cast<std::int64_t>(all.size()) < most) {
    const auto had = static_cast<std::int64_t>(all.size());
    const auto limit = static_cast<int>(std::min<std::int64_t>(kAtOnce, most - had));
    auto page = house.catalog().import_errors(import.id, had, limit);
    if (!page) return page;
    if (page->empty()) break;
    all.insert(all.end(), page->begin(), page->end());
  }
  return all;
}

Result<catalog::Import> merge(House& house, catalog::Import import) {
  ProgressBar bar("rows");
  while (!catalog::is_ended(import.state)) {
    bar.update(static_cast<std::uint64_t>(import.rows_done), static_cast<std::uint64_t>(import.rows));
    auto next = house.catalog().continue_import(import.id);
    if (!next) return next;
    import = *std::move(next);
  }
  bar.update(static_cast<std::uint64_t>(import.rows_done), static_cast<std::uint64_t>(import.rows));
  return import;
}

int import_products(const CommandLine& line) {
  bool has_failed = false;
  const int code = in_house(line, [&](House& house) -> Result<void> {
    const auto order = order_from(line);
    if (!order) return order.error();
    const auto shown = number_option(line, "errors", kShownErrors, 0, 100'000);
    if (!shown) return shown.error();
    std::ifstream file(order->file_name, std::ios::binary);
    if (!file) return usage_error(format("cannot read {}", order->file_name));
    auto import = house.catalog().receive_import(*order, [&](std::string& piece) -> Result<bool> {
      piece.resize(kPiece);
      file.read(piece.data(), static_cast<std::streamsize>(kPiece));
      piece.resize(static_cast<std::size_t>(file.gcount()));
      return !piece.empty();
    });
    if (import) import = merge(house, *std::move(import));
    if (!import) return std::move(import).error();
    auto errors = errors_of(house, *import, *shown);
    if (!errors) return std::move(errors).error();
    const auto report = report_of(*import, *std::move(errors));
    line.has("json") ? void(std::puts(json::to_json(report).c_str())) : print(report);
    has_failed = import->errors > 0 || import->state != catalog::ImportState::completed;
    return {};
  });
  return code == kDone && has_failed ? kFailed : code;
}

int export_products(const CommandLine& line) {
  return in_house(line, [&](House& house) -> Result<void> {
    const auto name = line.option("format", "full");
    const auto form = json::read<catalog::TransferFormat>('"' + name + '"');
    if (!form) return usage_error(format("--format takes full or shopify, not {}", name));
    std::optional<Currency> currency;
    if (line.has("currency")) {
      const auto chosen = currency_of(line);
      if (!chosen) return chosen.error();
      currency = *chosen;
    }
    const auto next = house.catalog().export_products(*form, currency);
    std::string piece;
    for (bool goes_on = true; goes_on;) {
      piece.clear();
      const auto more = next(piece);
      if (!more) return more.error();
      goes_on = *more;
      if (std::fwrite(piece.data(), 1, piece.size(), stdout) != piece.size()) {
        return Error{ErrorKind::internal, "output", "the output cannot be written"};
      }
    }
    if (std::fflush(stdout) != 0) return Error{ErrorKind::internal, "output", "the output cannot be written"};
    return {};
  });
}

constexpr Action kImports[] = {{"products", "FILE", "from Shopify's product CSV or our own", &import_products}};
constexpr Action kExports[] = {{"products", "", "all products, as CSV on standard output", &export_products}};

}  // namespace

int import_files(const CommandLine& line) {
  return run_action("import", kImports, line);
}

int export_files(const CommandLine& line) {
  return run_action("export", kExports, line);
}

}  // namespace kontor::app
