#include "modules/catalog/transfer/csv_reader.hpp"

#include <algorithm>

#include "kernel/core/text.hpp"

namespace kontor::catalog {

namespace {

constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";
constexpr std::size_t kMostReadTwice = 64 << 20;
constexpr std::size_t kKeptConsumed = 64 << 10;

std::int64_t lines_in(std::string_view text) {
  std::int64_t lines = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\n' || (text[i] == '\r' && (i + 1 == text.size() || text[i + 1] != '\n'))) ++lines;
  }
  return lines;
}

}  // namespace

std::optional<CsvReader::Item> CsvReader::next() {
  if (gave_up_ || (!begun_ && !begin())) return std::nullopt;
  for (;;) {
    CsvRow row{line_, {}};
    CsvProblem problem{line_, 0, "", ""};
    switch (scan(row, problem)) {
      case Scan::more:
      case Scan::end:
        return std::nullopt;
      case Scan::problem:
        if (is_line_open()) return std::nullopt;
        return skip_broken_line(std::move(problem));
      case Scan::row:
        break;
    }
    consume(row_end_);
    if (row.cells.size() == 1 && row.cells.front().empty()) continue;  // an empty line
    if (auto mistake = mistake_of(row)) {
      gave_up_ = columns_ == 0;
      return *std::move(mistake);
    }
    if (columns_ == 0) columns_ = row.cells.size();
    return row;
  }
}

// Whether enough is there to know what begins here.
bool CsvReader::begin() {
  const auto first_line = pending_.find_first_of("\r\n");
  if (first_line == std::string::npos && !finished_ && pending_.size() <= limits_.row_bytes) return false;
  if (pending_.starts_with(kByteOrderMark)) start_ = kByteOrderMark.size();
  const std::string_view header(pending_.data(), std::min({first_line, pending_.size(), limits_.row_bytes}));
  if (std::ranges::count(header, ';') > std::ranges::count(header, ',')) delimiter_ = ';';
  return begun_ = true;
}

CsvReader::Scan CsvReader::scan(CsvRow& row, CsvProblem& problem) {
  if (start_ == pending_.size()) return finished_ ? Scan::end : Scan::more;
  for (std::size_t at = start_;; ++at) {
    if (row.cells.size() == limits_.columns) {
      problem.column = static_cast<int>(limits_.columns) + 1;
      return broken(problem, at, "columns", "has too many columns");
    }
    auto& cell = row.cells.emplace_back();
    problem.column = static_cast<int>(row.cells.size());
    const bool is_quoted = at < pending_.size() && pending_[at] == '"';
    const auto scanned = is_quoted ? scan_quoted(at, cell, problem) : scan_plain(at, cell, problem);
    if (scanned != Scan::row) return scanned;
    if (at == pending_.size() && !finished_) return Scan::more;
    if (at == pending_.size() || pending_[at] != delimiter_) {
      if (at + 1 == pending_.size() && pending_[at] == '\r' && !finished_) return Scan::more;
      row_end_ = line_end(at);
      return Scan::row;
    }
  }
}

// From the quote to behind the one that ends it.
CsvReader::Scan CsvReader::scan_quoted(std::size_t& at, std::string& cell, CsvProblem& problem) {
  for (std::size_t from = at + 1;;) {
    const auto quote = std::min(pending_.find('"', from), pending_.size());
    const bool is_within = quote < pending_.size() && quote - start_ <= limits_.row_bytes;
    if (!is_within && may_grow()) return Scan::more;
    if (!is_within)
      return broken(problem, std::min(pending_.size(), start_ + limits_.row_bytes), "quote", "a quote has no end");
    if (quote + 1 == pending_.size() && !finished_) return Scan::more;
    cell.append(pending_, from, quote - from);
    at = quote + 1;
    if (at == pending_.size() || pending_[at] == delimiter_ || pending_[at] == '\n' || pending_[at] == '\r') break;
    if (pending_[at] != '"') {
      return broken(problem, at, "quote", "there is text behind the closing quote");
    }
    cell += '"';
    from = at + 1;
  }
  return Scan::row;
}

CsvReader::Scan CsvReader::scan_plain(std::size_t& at, std::string& cell, CsvProblem& problem) {
  const char stops[] = {delimiter_, '\n', '\r', '"', '\0'};
  const auto end = std::min(pending_.find_first_of(stops, at, 4), pending_.size());
  if (end == pending_.size() && may_grow()) return Scan::more;
  if (end - start_ > limits_.row_bytes) return broken(problem, end, "length", "the row is too long");
  if (end < pending_.size() && pending_[end] == '"') {
    return broken(problem, end, "quote", "a quote stands within a field that does not begin with one");
  }
  cell.assign(pending_, at, end - at);
  at = end;
  return Scan::row;
}

CsvReader::Scan CsvReader::broken(CsvProblem& problem, std::size_t at, std::string code, std::string detail) {
  row_end_ = at;
  problem.code = std::move(code);
  problem.detail = std::move(detail);
  return Scan::problem;
}

std::optional<CsvProblem> CsvReader::mistake_of(const CsvRow& row) const {
  for (std::size_t i = 0; i < row.cells.size(); ++i) {
    const auto& cell = row.cells[i];
    const int column = static_cast<int>(i) + 1;
    if (cell.size() > limits_.field_bytes) return CsvProblem{row.line, column, "length", "is too long"};
    if (!text::is_valid_utf8(cell)) return CsvProblem{row.line, column, "encoding", "is not UTF-8"};
    if (cell.find('\0') != std::string::npos) return CsvProblem{row.line, column, "character", "holds a NUL byte"};
  }
  if (columns_ == 0 || row.cells.size() == columns_) return std::nullopt;
  return CsvProblem{
      row.line, static_cast<int>(std::min(row.cells.size(), columns_)) + 1, "columns",
      "the row has " + std::to_string(row.cells.size()) + " columns and the header " + std::to_string(columns_)};
}

// What follows is read as if the row had ended with its first line: one quote does not cost the rest of the file.
std::optional<CsvReader::Item> CsvReader::skip_broken_line(CsvProblem problem) {
  auto end = std::min(pending_.find_first_of("\r\n", start_), pending_.size());
  const bool has_end = end - start_ <= limits_.row_bytes;
  end = line_end(end);
  if (row_end_ > end) read_twice_ += row_end_ - end;
  consume(end);
  // A line that is longer than any row, or a header that cannot be read, leaves nothing to hold on to.
  gave_up_ = columns_ == 0 || !has_end || read_twice_ > kMostReadTwice;
  return problem;
}

// What is there may be continued: more can come, and the row is not too long yet.
bool CsvReader::may_grow() const {
  return !finished_ && pending_.size() - start_ <= limits_.row_bytes;
}

// Where the first line of the row ends is still to be seen.
bool CsvReader::is_line_open() const {
  const auto end = pending_.find_first_of("\r\n", start_);
  return may_grow() && (end == std::string::npos || (pending_[end] == '\r' && end + 1 == pending_.size()));
}

// Behind the line end that is there.
std::size_t CsvReader::line_end(std::size_t at) const {
  if (at >= pending_.size()) return pending_.size();
  return at + (pending_.compare(at, 2, "\r\n") == 0 ? 2 : 1);
}

void CsvReader::consume(std::size_t end) {
  line_ += lines_in(std::string_view(pending_).substr(start_, end - start_));
  start_ = end;
  if (start_ < kKeptConsumed && start_ < pending_.size()) return;
  pending_.erase(0, start_);
  start_ = 0;
}

}  // namespace kontor::catalog
