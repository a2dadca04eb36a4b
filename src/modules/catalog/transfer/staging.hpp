#pragma once

#include <string_view>
#include <vector>

#include "kernel/core/result.hpp"
#include "kernel/json/describe.hpp"
#include "modules/catalog/api/transfer.hpp"
#include "modules/catalog/store/imports.hpp"
#include "modules/catalog/transfer/csv_reader.hpp"
#include "modules/catalog/transfer/layout.hpp"

namespace kontor::catalog {

KONTOR_DESCRIBE(CsvRow, line, cells)

// Makes of a file's bytes what waits in the database: parts of whole products, the keys in them, and what could not be
// read. What has gathered is written, in as many transactions as it takes, and then forgotten here.
class Staging {
 public:
  static constexpr std::int64_t kMostRows = 2'000'000;
  static constexpr std::int64_t kMostErrorsKept = 100'000;

  explicit Staging(Import import) : import_(std::move(import)) {}

  // `invalid` for a header that says nothing; then it is over.
  Result<void> feed(std::string_view bytes);
  Result<void> finish();

  // The header was read, and there is enough for a transaction.
  bool is_full() const;
  // Writes what has gathered, with the import itself; may run again after a rollback.
  void write(db::Tx& tx) const;
  void forget_written();

  const Import& import() const { return import_; }

 private:
  Result<void> read();
  Result<void> take_header(const CsvRow& row);
  void take(CsvRow row);
  void take(const CsvProblem& problem);
  void end_product();
  void add_key(std::int64_t line, imports::Key::Kind kind, std::string key);
  void end_part();
  void report(ImportError error);
  std::string name_of(int column) const;

  Import import_;
  CsvReader reader_;
  std::optional<Layout> layout_;
  std::string product_;        // of the rows below
  std::vector<CsvRow> rows_;   // of the product that is being read
  std::size_t row_bytes_ = 0;  // of them
  bool is_too_long_ = false;   // it has too many: none of them count
  std::vector<CsvRow> part_;
  std::size_t part_bytes_ = 0;
  std::size_t gathered_bytes_ = 0;
  std::vector<imports::Part> parts_;
  std::vector<imports::Key> keys_;
  std::vector<ImportError> errors_;
  std::int64_t errors_written_ = 0;
  bool is_inserted_ = false;
};

}  // namespace kontor::catalog
