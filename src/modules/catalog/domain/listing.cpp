#include "modules/catalog/domain/listing.hpp"

#include <algorithm>
#include <array>

#include "kernel/core/text.hpp"

namespace kontor::catalog {

namespace {

struct SortName {
  Sort sort;
  std::string_view name;
};
constexpr std::array kSortNames{
    SortName{Sort::newest, "newest"}, SortName{Sort::oldest, "oldest"},
    SortName{Sort::name, "name"},     SortName{Sort::name_descending, "-name"},
    SortName{Sort::price, "price"},   SortName{Sort::price_descending, "-price"},
};

// A cursor comes from outside: its value must be what the sort compares with.
bool is_value_of(Sort sort, std::string_view value) {
  switch (sort) {
    case Sort::newest:
    case Sort::oldest:
      return parse_timestamp(value).has_value();
    case Sort::price:
    case Sort::price_descending:
      return text::parse_int(value).has_value();
    case Sort::name:
    case Sort::name_descending:
      return true;
  }
  return false;
}

}  // namespace

std::optional<Sort> parse_sort(std::string_view text) {
  const auto* found = std::ranges::find(kSortNames, text, &SortName::name);
  return found == kSortNames.end() ? std::nullopt : std::optional(found->sort);
}

std::string_view to_string(Sort sort) {
  return std::ranges::find(kSortNames, sort, &SortName::sort)->name;
}

bool is_by_price(Sort sort) {
  return sort == Sort::price || sort == Sort::price_descending;
}

std::string encode_cursor(Sort sort, const Position& position) {
  std::string plain(to_string(sort));
  plain += '\n' + position.id.str() + '\n' + position.value;
  return text::base64url(plain);
}

std::optional<Position> decode_cursor(Sort sort, std::string_view cursor) {
  const auto plain = text::decode_base64url(cursor);
  if (!plain || !text::is_valid_utf8(*plain) || plain->find('\0') != std::string::npos) return std::nullopt;
  const std::string_view rest(*plain);
  const auto first = rest.find('\n');
  const auto second = rest.find('\n', first + 1);
  if (first == std::string_view::npos || second == std::string_view::npos) return std::nullopt;
  if (rest.substr(0, first) != to_string(sort)) return std::nullopt;
  const auto id = ProductId::parse(rest.substr(first + 1, second - first - 1));
  if (!id) return std::nullopt;
  const auto value = rest.substr(second + 1);
  return is_value_of(sort, value) ? std::optional(Position{std::string(value), *id}) : std::nullopt;
}

}  // namespace kontor::catalog
