#pragma once

#include <optional>
#include <string>
#include <vector>

#include "kernel/json/describe.hpp"

// Lists are answered page by page: ?limit=&cursor= gives {"data":[…],"page":{…}}.
namespace kontor::http {

inline constexpr int kDefaultPageLimit = 20;
inline constexpr int kMaxPageLimit = 100;
inline constexpr std::size_t kMaxCursorLength = 4096;

struct PageInfo {
  int limit = kDefaultPageLimit;
  std::optional<std::string> next_cursor = {};  // null on the last page
  bool has_more = false;

  static void rules(json::Rules<PageInfo>& rule) {
    rule(&PageInfo::limit).doc("How many entries a page has at most").example(kDefaultPageLimit);
    rule(&PageInfo::next_cursor).doc("The cursor of the next page; null on the last one");
    rule(&PageInfo::has_more).doc("Whether there is a next page").example(false);
  }
};
KONTOR_DESCRIBE(PageInfo, limit, next_cursor, has_more)

template <class T>
struct Page {
  std::vector<T> data;
  PageInfo page;

  KONTOR_DESCRIBE_HERE(Page, data, page)
};

// What every list takes. A struct with filters of its own has the same two members and calls page_rules.
template <class T>
void page_rules(json::Rules<T>& rule) {
  rule(&T::limit).optional().range(1, kMaxPageLimit).doc("How many entries to answer with").example(kDefaultPageLimit);
  rule(&T::cursor).length(1, kMaxCursorLength).doc("The next_cursor of the page before");
}

struct PageQuery {
  int limit = kDefaultPageLimit;
  std::optional<std::string> cursor;

  static void rules(json::Rules<PageQuery>& rule) { page_rules(rule); }
};
KONTOR_DESCRIBE(PageQuery, limit, cursor)

}  // namespace kontor::http
