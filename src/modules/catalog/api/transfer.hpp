#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/core/ids.hpp"
#include "kernel/core/money.hpp"
#include "kernel/core/result.hpp"
#include "kernel/core/time.hpp"
#include "kernel/json/describe.hpp"

// Files of products, as the catalog takes them in and gives them out.
namespace kontor::catalog {

// full: all that the catalog keeps of a product but its images. shopify: the product file of Shopify.
enum class TransferFormat { full, shopify };
KONTOR_DESCRIBE_ENUM(TransferFormat, full, shopify)

struct ImportTag {
  static constexpr std::string_view kPrefix = "import";
};
using ImportId = Id<ImportTag>;

// receiving: the file is not all there. merging: its products are written. linking: those that are related to others of
// the file are told so. The rest are ends.
enum class ImportState { receiving, merging, linking, completed, cancelled, failed };
KONTOR_DESCRIBE_ENUM(ImportState, receiving, merging, linking, completed, cancelled, failed)

constexpr bool is_ended(ImportState state) {
  return state >= ImportState::completed;
}
constexpr std::string_view spelled(ImportState state) {
  constexpr std::string_view kNames[] = {"receiving", "merging", "linking", "completed", "cancelled", "failed"};
  return kNames[static_cast<std::size_t>(state)];
}

// Products, each counted once.
struct ImportCounts {
  std::int64_t created = 0;
  std::int64_t updated = 0;
  std::int64_t unchanged = 0;
  std::int64_t failed = 0;

  bool operator==(const ImportCounts&) const = default;
};
KONTOR_DESCRIBE(ImportCounts, created, updated, unchanged, failed)

struct Import {
  ImportId id;
  ImportState state = ImportState::receiving;
  TransferFormat format = TransferFormat::full;
  bool dry_run = false;
  Currency currency;
  std::string file_name;
  std::vector<std::string> header;
  std::vector<std::string> ignored_columns;
  std::int64_t digest = 0;  // of the file, to know it again
  std::string started_by;
  std::int64_t bytes = 0;
  std::int64_t rows = 0;  // behind the header
  std::int64_t rows_done = 0;
  int parts = 0;
  int parts_done = 0;
  int products_in_part_done = 0;
  ImportCounts products;
  std::int64_t errors = 0;
  std::int64_t images_not_fetched = 0;
  std::int64_t stock_not_set = 0;
  std::string problem;  // why it failed as a whole
  Timestamp created_at{};
  std::optional<Timestamp> ended_at = {};
};

struct ImportError {
  std::int64_t line = 0;
  int column = 0;           // 0: the row as a whole
  std::string column_name;  // as the header says
  std::string product;      // its slug or handle, where it is known
  std::string code;
  std::string detail;

  static void rules(json::Rules<ImportError>& rule) {
    rule(&ImportError::line).doc("Where the row begins; the header is line 1").example(17);
    rule(&ImportError::column).doc("From 1; 0 where it is the row or the product as a whole").example(14);
    rule(&ImportError::column_name).doc("As the header says").example("Variant Price");
    rule(&ImportError::product).doc("Handle or slug, where it is known").example("linen-shirt");
    rule(&ImportError::code).doc("What it is, for programs").example("format");
    rule(&ImportError::detail).doc("What it is, for people").example("must be an amount like 19.90");
  }
  bool operator==(const ImportError&) const = default;
};
KONTOR_DESCRIBE(ImportError, line, column, column_name, product, code, detail)

struct ImportOrder {
  bool dry_run = false;
  std::optional<Currency> currency;  // of prices in files that name none; the shop's own if not given
  std::string file_name;
};

// Appends the next piece of a file to its argument; false, and nothing appended, behind the last. Who reads an export
// gets true with the last piece that has another behind it.
using FileSource = std::function<Result<bool>(std::string& piece)>;

}  // namespace kontor::catalog
