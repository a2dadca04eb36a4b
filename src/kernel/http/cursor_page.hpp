#pragma once

#include <optional>
#include <string>
#include <vector>

#include "kernel/core/result.hpp"
#include "kernel/http/page.hpp"

// Lists whose place is the id of the last entry.
namespace kontor::http {

template <class Id>
Result<std::optional<Id>> place_of(const std::optional<std::string>& cursor) {
  if (!cursor) return std::optional<Id>();
  const auto id = Id::parse(*cursor);
  if (!id) return invalid({{"/cursor", "format", "must be a next_cursor of this list"}});
  return std::optional<Id>(*id);
}

// Of entries of which there is one more than `limit` where there is a next page.
template <class View, class Entry, class MakeView>
Page<View> page_of(std::vector<Entry> entries, int limit, MakeView view_of) {
  Page<View> page;
  page.page.limit = limit;
  page.page.has_more = entries.size() > static_cast<std::size_t>(limit);
  if (page.page.has_more) entries.pop_back();
  for (const auto& entry : entries) page.data.push_back(view_of(entry));
  if (page.page.has_more) page.page.next_cursor = entries.back().id.str();
  return page;
}

}  // namespace kontor::http
