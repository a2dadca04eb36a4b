#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "kernel/core/ids.hpp"
#include "kernel/core/money.hpp"
#include "modules/catalog/domain/product.hpp"

namespace kontor::catalog {

enum class Sort { newest, oldest, name, name_descending, price, price_descending };

// "newest", "-name", … as clients write it.
std::optional<Sort> parse_sort(std::string_view text);
std::string_view to_string(Sort sort);
bool is_by_price(Sort sort);

// Where the next page begins: behind the product with this id, whose sort value was this.
struct Position {
  std::string value;  // the sort value as SQL text
  ProductId id;

  bool operator==(const Position&) const = default;
};

// Opaque to clients, good only for the sort it was made with. The longest holds a name.
std::string encode_cursor(Sort sort, const Position& position);
std::optional<Position> decode_cursor(Sort sort, std::string_view cursor);

// An attribute of a number between two bounds, which belong to it.
struct NumberRange {
  std::string attribute;
  std::optional<double> lowest;
  std::optional<double> highest;
};

// What a shopper or a member of staff asks the list for.
struct Listing {
  std::optional<std::string> category;                          // slug or id: with its whole subtree
  std::optional<std::string> brand;                             // slug
  std::vector<std::string> tags;                                // all of them
  std::vector<std::pair<std::string, std::string>> attributes;  // all of them
  std::optional<std::int64_t> min_price_minor;
  std::optional<std::int64_t> max_price_minor;
  Currency currency;
  Sort sort = Sort::newest;
  std::optional<Position> after;
  int limit = 20;
  std::vector<NumberRange> ranges = {};    // all of them
  std::optional<std::string> locale = {};  // other than the shop's own
  std::vector<std::string> statuses = {"published"};
  bool deleted = false;  // only those, else none of them
};

}  // namespace kontor::catalog
