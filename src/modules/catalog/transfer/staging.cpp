#include "modules/catalog/transfer/staging.hpp"

#include "kernel/core/text.hpp"
#include "kernel/json/json.hpp"
#include "modules/catalog/transfer/draft.hpp"

namespace kontor::catalog {

namespace {

constexpr std::size_t kRowsOfPart = 1000;
constexpr std::size_t kBytesOfPart = 1 << 20;
constexpr std::size_t kRowsOfProduct = 2000;
constexpr std::size_t kBytesOfProduct = 4 << 20;
constexpr std::size_t kBytesAtOnce = 4 << 20;
constexpr std::size_t kErrorsAtOnce = 10'000;
constexpr std::size_t kLongestKey = 480;  // in bytes; what is longer is no slug and no SKU, and is told so later

// FNV-1a, to know a file again.
std::int64_t digest(std::int64_t before, std::string_view bytes) {
  auto hash = before == 0 ? std::uint64_t{14695981039346656037U} : static_cast<std::uint64_t>(before);
  for (const char c : bytes) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211U;
  return static_cast<std::int64_t>(hash);
}

std::size_t size_of(const CsvRow& row) {
  std::size_t bytes = 0;
  for (const auto& cell : row.cells) bytes += cell.size() + 3;
  return bytes;
}

}  // namespace

Result<void> Staging::feed(std::string_view bytes) {
  import_.bytes += static_cast<std::int64_t>(bytes.size());
  import_.digest = digest(import_.digest, bytes);
  reader_.feed(bytes);
  return read();
}

Result<void> Staging::finish() {
  reader_.finish();
  if (auto done = read(); !done) return done;
  if (!layout_) return Error{ErrorKind::invalid, "unknown_header", "The file is empty."};
  end_product();
  end_part();
  if (import_.problem.empty() && reader_.gave_up()) {
    import_.problem = "The file has a line that is longer than any row may be, or too many quotes without an end.";
  }
  import_.state = import_.problem.empty() ? ImportState::merging : ImportState::failed;
  return {};
}

Result<void> Staging::read() {
  while (import_.problem.empty()) {
    auto item = reader_.next();
    if (!item) return {};
    if (const auto* problem = std::get_if<CsvProblem>(&*item)) {
      if (!layout_)
        return Error{ErrorKind::invalid, "unknown_header",
                     "The first line cannot be read: a cell " + problem->detail + '.'};
      take(*problem);
    } else if (!layout_) {
      if (auto done = take_header(std::get<CsvRow>(*item)); !done) return done;
    } else {
      take(std::get<CsvRow>(std::move(*item)));
    }
  }
  return {};
}

Result<void> Staging::take_header(const CsvRow& row) {
  auto layout = layout_of(row.cells, import_.currency);
  if (!layout) return std::move(layout).error();
  layout_ = *std::move(layout);
  import_.format = layout_->format;
  import_.header = layout_->names;
  import_.ignored_columns = layout_->ignored;
  return {};
}

void Staging::take(CsvRow row) {
  if (++import_.rows > kMostRows) {
    import_.problem = "The file has more than 2,000,000 rows.";
    return;
  }
  const auto column = layout_->column_of(Field::slug);
  const std::string product(text::trim(row.cells[static_cast<std::size_t>(column) - 1]));
  if (product.empty()) return report({row.line, column, name_of(column), "", "required", "must not be empty"});
  if (product != product_) end_product();
  product_ = product;
  const auto bytes = size_of(row);
  if (!is_too_long_ && (rows_.size() == kRowsOfProduct || row_bytes_ + bytes > kBytesOfProduct)) {
    report({row.line, column, name_of(column), product, "too_many_rows", "a product has at most 2,000 rows and 4 MiB"});
    is_too_long_ = true;
  }
  if (is_too_long_) return;
  row_bytes_ += bytes;
  rows_.push_back(std::move(row));
}

void Staging::take(const CsvProblem& problem) {
  ++import_.rows;
  report({problem.line, problem.column, name_of(problem.column), "", problem.code, problem.detail});
}

void Staging::end_product() {
  if (is_too_long_) ++import_.products.failed;
  if (!is_too_long_ && !rows_.empty()) {
    if (part_.size() + rows_.size() > kRowsOfPart || part_bytes_ + row_bytes_ > kBytesOfPart) end_part();
    add_key(rows_.front().line, imports::Key::Kind::product, product_);
    const auto sku = static_cast<std::size_t>(layout_->column_of(Field::sku)) - 1;
    for (auto& row : rows_) {
      add_key(row.line, imports::Key::Kind::sku, code_from(row.cells[sku]));
      part_.push_back(std::move(row));
    }
    part_bytes_ += row_bytes_;
  }
  rows_.clear();
  row_bytes_ = 0;
  is_too_long_ = false;
}

void Staging::add_key(std::int64_t line, imports::Key::Kind kind, std::string key) {
  if (!key.empty() && key.size() <= kLongestKey) keys_.push_back({import_.parts + 1, line, kind, std::move(key)});
}

void Staging::end_part() {
  if (part_.empty()) return;
  parts_.push_back({++import_.parts, json::to_json(part_)});
  gathered_bytes_ += parts_.back().rows.size();
  part_.clear();
  part_bytes_ = 0;
}

void Staging::report(ImportError error) {
  if (++import_.errors <= kMostErrorsKept) errors_.push_back(std::move(error));
}

std::string Staging::name_of(int column) const {
  const auto index = static_cast<std::size_t>(column) - 1;
  return column > 0 && index < layout_->names.size() ? layout_->names[index] : std::string();
}

bool Staging::is_full() const {
  return layout_ && (gathered_bytes_ >= kBytesAtOnce || errors_.size() >= kErrorsAtOnce);
}

void Staging::write(db::Tx& tx) const {
  if (!is_inserted_) imports::insert(tx, import_);
  imports::add_parts(tx, import_.id, parts_);
  imports::add_keys(tx, import_.id, keys_);
  imports::add_errors(tx, import_.id, errors_written_ + 1, errors_);
  imports::update(tx, import_);
}

void Staging::forget_written() {
  is_inserted_ = true;
  errors_written_ += static_cast<std::int64_t>(errors_.size());
  parts_.clear();
  keys_.clear();
  errors_.clear();
  gathered_bytes_ = 0;
}

}  // namespace kontor::catalog
