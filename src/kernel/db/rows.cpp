#include "kernel/db/rows.hpp"

#include <libpq-fe.h>

#include "kernel/core/text.hpp"
#include "kernel/db/errors.hpp"

namespace kontor::db {

detail::Cell Row::cell(std::string_view column) const {
  const PGresult* result = result_.get();
  const int row = static_cast<int>(index_);
  for (int i = 0, columns = PQnfields(result); i < columns; ++i) {
    if (column != PQfname(result, i)) continue;
    const auto length = static_cast<std::size_t>(PQgetlength(result, row, i));
    return {column, PQftype(result, i), PQgetisnull(result, row, i) != 0, {PQgetvalue(result, row, i), length}};
  }
  throw StatementFailed("42703", "the answer has no column " + std::string(column));
}

std::size_t Rows::size() const {
  return static_cast<std::size_t>(PQntuples(result_.get()));
}

std::uint64_t Rows::affected() const {
  // libpq only reads the result here, its signature is older than const.
  const char* count = PQcmdTuples(const_cast<PGresult*>(result_.get()));
  return static_cast<std::uint64_t>(text::parse_int(count).value_or(0));
}

Row Rows::operator[](std::size_t index) const {
  KONTOR_CHECK(index < size(), "a row within the answer");
  return Row(result_, index);
}

Row Rows::one() const {
  if (size() != 1) throw StatementFailed("21000", "one row was expected, there are " + std::to_string(size()));
  return (*this)[0];
}

std::optional<Row> Rows::maybe_one() const {
  return empty() ? std::nullopt : std::optional(one());
}

}  // namespace kontor::db
