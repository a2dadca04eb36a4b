#include <algorithm>
#include <array>
#include <charconv>
#include <span>

#include "kernel/db/errors.hpp"
#include "kernel/db/rows.hpp"

// The text format of PostgreSQL's types. The numbers are OIDs of pg_type, which never change.
namespace kontor::db::detail {

namespace {

enum Type : std::uint32_t {
  kBool = 16,
  kBytea = 17,
  kChar = 18,
  kName = 19,
  kInt8 = 20,
  kInt2 = 21,
  kInt4 = 23,
  kText = 25,
  kJson = 114,
  kFloat4 = 700,
  kFloat8 = 701,
  kUnknown = 705,
  kBpchar = 1042,
  kVarchar = 1043,
  kTimestamptz = 1184,
  kNumeric = 1700,
  kUuid = 2950,
  kJsonb = 3802,
  kFirstOfUsers = 16384,  // enums and types of extensions
};

struct ArrayType {
  std::uint32_t array;
  std::uint32_t element;
};

constexpr std::array kArrays = {
    ArrayType{199, kJson},     ArrayType{1000, kBool},        ArrayType{1002, kChar},   ArrayType{1003, kName},
    ArrayType{1005, kInt2},    ArrayType{1007, kInt4},        ArrayType{1009, kText},   ArrayType{1014, kBpchar},
    ArrayType{1015, kVarchar}, ArrayType{1016, kInt8},        ArrayType{1021, kFloat4}, ArrayType{1022, kFloat8},
    ArrayType{2951, kUuid},    ArrayType{1185, kTimestamptz}, ArrayType{3807, kJsonb},
};

[[noreturn]] void refuse(const Cell& cell, std::string_view wanted) {
  throw StatementFailed("42804", "column " + std::string(cell.column) + " (type " + std::to_string(cell.type) +
                                     ") cannot be read as " + std::string(wanted));
}

void require(const Cell& cell, std::initializer_list<std::uint32_t> types, std::string_view wanted) {
  if (std::find(types.begin(), types.end(), cell.type) == types.end()) refuse(cell, wanted);
}

template <class Number>
Number number(const Cell& cell, std::string_view wanted) {
  Number value{};
  const char* end = cell.text.data() + cell.text.size();
  const auto parsed = std::from_chars(cell.text.data(), end, value);
  if (parsed.ec != std::errc{} || parsed.ptr != end) refuse(cell, wanted);
  return value;
}

int hex_digit(char c) {
  return c >= 'a' ? c - 'a' + 10 : c - '0';
}

// PostgreSQL writes 2026-03-01 09:30:00.123456+00; RFC 3339 wants a T and minutes in the offset.
std::string rfc3339(std::string_view text) {
  std::string moment(text);
  if (moment.size() > 10) moment[10] = 'T';
  const auto offset = moment.find_last_of("+-");
  if (offset != std::string::npos && offset > 10 && moment.size() == offset + 3) moment += ":00";
  return moment;
}

}  // namespace

void refuse_null(const Cell& cell) {
  if (cell.null) throw StatementFailed("22004", "column " + std::string(cell.column) + " is NULL");
}

bool decode(const Cell& cell, std::type_identity<bool>) {
  require(cell, {kBool}, "bool");
  return cell.text == "t";
}

std::int16_t decode(const Cell& cell, std::type_identity<std::int16_t>) {
  require(cell, {kInt2}, "int16");
  return number<std::int16_t>(cell, "int16");
}

std::int32_t decode(const Cell& cell, std::type_identity<std::int32_t>) {
  require(cell, {kInt2, kInt4}, "int32");
  return number<std::int32_t>(cell, "int32");
}

std::int64_t decode(const Cell& cell, std::type_identity<std::int64_t>) {
  require(cell, {kInt2, kInt4, kInt8}, "int64");
  return number<std::int64_t>(cell, "int64");
}

double decode(const Cell& cell, std::type_identity<double>) {
  require(cell, {kFloat4, kFloat8}, "double");
  return number<double>(cell, "double");
}

std::string_view decode(const Cell& cell, std::type_identity<std::string_view>) {
  if (cell.type < kFirstOfUsers) {
    require(cell, {kText, kVarchar, kBpchar, kName, kChar, kUnknown, kJson, kJsonb, kNumeric}, "a text");
  }
  return cell.text;
}

Uuid decode(const Cell& cell, std::type_identity<Uuid>) {
  require(cell, {kUuid}, "uuid");
  const auto uuid = Uuid::parse(cell.text);
  return uuid ? *uuid : (refuse(cell, "uuid"), Uuid{});
}

Timestamp decode(const Cell& cell, std::type_identity<Timestamp>) {
  require(cell, {kTimestamptz}, "a timestamp with time zone");
  const auto moment = parse_timestamp(rfc3339(cell.text));
  if (!moment) refuse(cell, "a timestamp with time zone");
  return *moment;
}

Currency decode(const Cell& cell, std::type_identity<Currency>) {
  require(cell, {kText, kVarchar, kBpchar}, "a currency");
  const auto currency = Currency::parse(cell.text);
  if (!currency) refuse(cell, "a currency");
  return *currency;
}

JsonText decode(const Cell& cell, std::type_identity<JsonText>) {
  require(cell, {kJson, kJsonb}, "json");
  return {std::string(cell.text)};
}

Bytes decode(const Cell& cell, std::type_identity<Bytes>) {
  require(cell, {kBytea}, "bytes");
  if (!cell.text.starts_with("\\x")) refuse(cell, "bytes");
  Bytes bytes;
  bytes.reserve(cell.text.size() / 2);
  for (std::size_t i = 2; i + 1 < cell.text.size(); i += 2) {
    bytes.push_back(static_cast<std::uint8_t>(hex_digit(cell.text[i]) << 4 | hex_digit(cell.text[i + 1])));
  }
  return bytes;
}

std::uint32_t element_type(const Cell& cell) {
  const auto found = std::find_if(kArrays.begin(), kArrays.end(), [&](auto type) { return type.array == cell.type; });
  if (found == kArrays.end()) refuse(cell, "an array");
  return found->element;
}

// {a,"b \"c\"",NULL} of one dimension.
std::vector<Element> array_elements(const Cell& cell) {
  if (!cell.text.starts_with('{') || cell.text.starts_with("{{")) refuse(cell, "an array of one dimension");
  std::vector<Element> elements;
  std::size_t at = 1;
  while (at < cell.text.size() && cell.text[at] != '}') {
    Element element{false, {}};
    const bool quoted = cell.text[at] == '"';
    if (quoted) ++at;
    while (quoted ? cell.text[at] != '"' : cell.text[at] != ',' && cell.text[at] != '}') {
      if (cell.text[at] == '\\') ++at;
      element.text += cell.text[at++];
    }
    if (quoted) ++at;
    element.null = !quoted && element.text == "NULL";
    elements.push_back(std::move(element));
    if (cell.text[at] == ',') ++at;
  }
  return elements;
}

}  // namespace kontor::db::detail
