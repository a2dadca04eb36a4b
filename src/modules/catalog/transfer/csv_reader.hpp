#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace kontor::catalog {

// Lines and columns count from 1, as people and spreadsheets do.
struct CsvRow {
  std::int64_t line = 0;  // where it begins; a row with line ends in its fields takes several
  std::vector<std::string> cells;

  bool operator==(const CsvRow&) const = default;
};

// Why a row was left out.
struct CsvProblem {
  std::int64_t line = 0;  // of the row
  int column = 0;         // 0: the row as a whole
  std::string code;       // encoding, quote, length, columns, character
  std::string detail;

  bool operator==(const CsvProblem&) const = default;
};

struct CsvLimits {
  std::size_t field_bytes = 256 << 10;
  std::size_t row_bytes = 1 << 20;
  std::size_t columns = 300;
};

// RFC 4180 from pieces of any size: the first row is the header, every other has as many cells. Line ends are LF, CRLF
// or CR; a byte order mark is skipped; the delimiter is , or ; whichever the first line has more of. A row that is
// broken is told and left out, and the rest is read: where a quote has no end, the row is its first line. Memory is
// bounded by the limits. Not for several threads.
class CsvReader {
 public:
  using Item = std::variant<CsvRow, CsvProblem>;

  explicit CsvReader(CsvLimits limits = {}) : limits_(limits) {}

  void feed(std::string_view bytes) { pending_ += bytes; }
  void finish() { finished_ = true; }
  // The header is the first row. nullopt: more has to be fed, or everything was read. After a problem in the header,
  // or when too much had to be read twice (`gave_up`), nothing follows.
  std::optional<Item> next();

  char delimiter() const { return delimiter_; }
  bool gave_up() const { return gave_up_; }

 private:
  enum class Scan { row, problem, more, end };

  bool begin();
  Scan scan(CsvRow& row, CsvProblem& problem);
  Scan scan_quoted(std::size_t& at, std::string& cell, CsvProblem& problem);
  Scan scan_plain(std::size_t& at, std::string& cell, CsvProblem& problem);
  Scan broken(CsvProblem& problem, std::size_t at, std::string code, std::string detail);
  std::optional<CsvProblem> mistake_of(const CsvRow& row) const;
  std::optional<Item> skip_broken_line(CsvProblem problem);
  bool may_grow() const;
  bool is_line_open() const;
  std::size_t line_end(std::size_t at) const;
  void consume(std::size_t end);

  CsvLimits limits_;
  std::string pending_;
  std::size_t start_ = 0;    // of the next row in pending_
  std::size_t row_end_ = 0;  // how far it was scanned
  std::int64_t line_ = 1;
  std::size_t columns_ = 0;  // of the header; 0: it is still to come
  std::size_t read_twice_ = 0;
  char delimiter_ = ',';
  bool begun_ = false;
  bool finished_ = false;
  bool gave_up_ = false;
};

}  // namespace kontor::catalog
