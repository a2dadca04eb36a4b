#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "kernel/http/endpoint.hpp"
#include "kernel/http/page.hpp"
#include "kernel/http/precondition.hpp"
#include "modules/shipping/api/permissions.hpp"

// What the endpoints for staff have in common.
namespace kontor::shipping {

inline http::EndpointBuilder<> for_staff(http::EndpointBuilder<> builder, const auth::Permission& permission) {
  return std::move(builder)
      .tag("shipping")
      .access(auth::Access::permission(permission))
      .priority(http::Priority::carts);
}

template <class View>
http::Reply<View> tagged(View view, std::int64_t version) {
  return {std::move(view), 0, {{"ETag", http::version_tag(version)}}};
}

// For who asks a desk for a change of what the client has seen.
template <class Call>
auto if_match(const Call& call, http::IfMatch use) {
  return [&call, use](std::int64_t version) { return http::check_if_match(call.request, version, use); };
}

// Lists whose place is the id of the last entry.
template <class Id>
Result<std::optional<Id>> place_of(const std::optional<std::string>& cursor) {
  if (!cursor) return std::optional<Id>();
  const auto id = Id::parse(*cursor);
  if (!id) return invalid({{"/cursor", "format", "must be a next_cursor of this list"}});
  return std::optional<Id>(*id);
}

// Of entries of which there is one more than `limit` where there is a next page.
template <class View, class Entry, class MakeView>
http::Page<View> page_of(std::vector<Entry> entries, int limit, MakeView view_of) {
  http::Page<View> page;
  page.page.limit = limit;
  page.page.has_more = entries.size() > static_cast<std::size_t>(limit);
  if (page.page.has_more) entries.pop_back();
  for (const auto& entry : entries) page.data.push_back(view_of(entry));
  if (page.page.has_more) page.page.next_cursor = entries.back().id.str();
  return page;
}

}  // namespace kontor::shipping
