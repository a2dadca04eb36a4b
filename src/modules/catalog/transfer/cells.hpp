#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/core/text.hpp"
#include "kernel/json/describe.hpp"
#include "kernel/json/json.hpp"
#include "modules/catalog/domain/product.hpp"
#include "modules/catalog/transfer/csv_reader.hpp"

// What single cells say, and how they spell it.
namespace kontor::catalog {

// What is wrong with a file, and where: line and column count from 1, a column of 0 is the row as a whole.
struct RowMistake {
  std::int64_t line = 0;
  int column = 0;
  std::string code;
  std::string detail;

  bool operator==(const RowMistake&) const = default;
};

struct CategoryStep {
  std::string slug;  // empty: found by its name
  std::string name;
};
using CategoryPath = std::vector<CategoryStep>;  // from the top

// How a cell of the full format has it.
struct StepText {
  std::string slug;
  std::string name;
};
KONTOR_DESCRIBE(StepText, slug, name)

// A SKU or barcode as a cell has it; spreadsheets are kept from making numbers of them by an apostrophe.
std::string code_from(std::string_view cell);

// "19.90" in minor units; also with a comma. nullopt for anything else and for what is too large.
std::optional<std::int64_t> read_amount(std::string_view text, Currency currency);
std::string write_amount(std::int64_t minor, Currency currency);

// "Home > Kitchen > Knives"
inline constexpr std::string_view kPathSeparator = " > ";
inline constexpr const char* kTypeAttribute = "type";

// As the full format spells them, and reads them back.
std::string categories_text(const std::vector<CategoryPath>& paths);
std::string tags_text(const std::vector<std::string>& tags);
std::string options_text(const std::vector<ProductOption>& options);
std::string choices_text(const Choices& choices);
std::string translations_text(const std::map<std::string, ProductTranslation>& translations);

// Reads cells and notes what is wrong with them; columns count from 0 here. A mistake gives nullopt, like an empty
// cell.
class CellReader {
 public:
  explicit CellReader(std::vector<RowMistake>& mistakes) : mistakes_(mistakes) {}

  void report(const CsvRow& row, std::size_t column, std::string code, std::string detail);
  std::optional<Timestamp> moment(const CsvRow& row, std::size_t column, std::string_view cell);
  // A whole number; some shops write 250.0.
  std::optional<int> count(const CsvRow& row, std::size_t column, std::string_view cell);
  // JSON of this type; an empty cell is an empty one.
  template <class T>
  std::optional<T> json(const CsvRow& row, std::size_t column, const std::string& cell, const char* like) {
    if (text::trim(cell).empty()) return T{};
    if (has_nul(row, column, cell)) return std::nullopt;
    auto value = kontor::json::read<T>(cell);
    if (value) return *std::move(value);
    report(row, column, "format", std::string("must be JSON like ") + like);
    return std::nullopt;
  }

 private:
  bool has_nul(const CsvRow& row, std::size_t column, const std::string& cell);

  std::vector<RowMistake>& mistakes_;
};

}  // namespace kontor::catalog
