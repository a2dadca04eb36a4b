#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "kernel/core/ids.hpp"
#include "kernel/core/money.hpp"
#include "kernel/core/time.hpp"
#include "kernel/db/param.hpp"

struct pg_result;

namespace kontor::db {

namespace detail {

struct Cell {
  std::string_view column;
  std::uint32_t type;  // PostgreSQL's OID
  bool null;
  std::string_view text;
};

// Each refuses a column of another type: StatementFailed.
bool decode(const Cell& cell, std::type_identity<bool>);
std::int16_t decode(const Cell& cell, std::type_identity<std::int16_t>);
std::int32_t decode(const Cell& cell, std::type_identity<std::int32_t>);
std::int64_t decode(const Cell& cell, std::type_identity<std::int64_t>);
double decode(const Cell& cell, std::type_identity<double>);
std::string_view decode(const Cell& cell, std::type_identity<std::string_view>);
Uuid decode(const Cell& cell, std::type_identity<Uuid>);
Timestamp decode(const Cell& cell, std::type_identity<Timestamp>);
Currency decode(const Cell& cell, std::type_identity<Currency>);
JsonText decode(const Cell& cell, std::type_identity<JsonText>);
Bytes decode(const Cell& cell, std::type_identity<Bytes>);
inline std::string decode(const Cell& cell, std::type_identity<std::string>) {
  return std::string(decode(cell, std::type_identity<std::string_view>{}));
}
template <class Tag>
Id<Tag> decode(const Cell& cell, std::type_identity<Id<Tag>>) {
  return Id<Tag>(decode(cell, std::type_identity<Uuid>{}));
}

struct Element {
  bool null;
  std::string text;
};
std::vector<Element> array_elements(const Cell& cell);
std::uint32_t element_type(const Cell& cell);
void refuse_null(const Cell& cell);

template <class T>
T read(const Cell& cell, std::type_identity<T> type) {
  refuse_null(cell);
  return decode(cell, type);
}
template <class T>
std::optional<T> read(const Cell& cell, std::type_identity<std::optional<T>>) {
  return cell.null ? std::nullopt : std::optional<T>(decode(cell, std::type_identity<T>{}));
}
template <class T>
std::vector<T> decode(const Cell& cell, std::type_identity<std::vector<T>>) {
  std::vector<T> values;
  for (const auto& element : array_elements(cell)) {
    values.push_back(read({cell.column, element_type(cell), element.null, element.text}, std::type_identity<T>{}));
  }
  return values;
}

}  // namespace detail

// One row; keeps the result alive.
class Row {
 public:
  // bool, std::int16_t … std::int64_t, double, std::string, std::string_view (valid while a Row or the Rows lives),
  // Uuid, Id, Timestamp, Currency, JsonText, Bytes, vectors of them for arrays; std::optional of these where NULL may
  // be. A column that is not there, of another type, or NULL without an optional is a bug: StatementFailed.
  template <class T>
  T get(std::string_view column) const {
    return detail::read(cell(column), std::type_identity<T>{});
  }

 private:
  friend class Rows;
  Row(std::shared_ptr<const pg_result> result, std::size_t index) : result_(std::move(result)), index_(index) {}
  detail::Cell cell(std::string_view column) const;

  std::shared_ptr<const pg_result> result_;
  std::size_t index_;
};

// The whole answer of one statement, in memory. Cheap to copy.
class Rows {
 public:
  explicit Rows(std::shared_ptr<const pg_result> result) : result_(std::move(result)) {}

  std::size_t size() const;
  bool empty() const { return size() == 0; }
  std::uint64_t affected() const;  // rows inserted, changed, deleted or selected
  Row operator[](std::size_t index) const;
  // The only row; StatementFailed for another number of rows.
  Row one() const;
  std::optional<Row> maybe_one() const;

  class Iterator {
   public:
    Iterator(const Rows& rows, std::size_t index) : rows_(&rows), index_(index) {}
    Row operator*() const { return (*rows_)[index_]; }
    Iterator& operator++() { return ++index_, *this; }
    bool operator==(const Iterator& other) const { return index_ == other.index_; }

   private:
    const Rows* rows_;
    std::size_t index_;
  };
  Iterator begin() const { return {*this, 0}; }
  Iterator end() const { return {*this, size()}; }

 private:
  std::shared_ptr<const pg_result> result_;
};

}  // namespace kontor::db
