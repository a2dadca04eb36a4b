#pragma once

#include <optional>
#include <string>
#include <vector>

#include "kernel/db/database.hpp"
#include "kernel/http/endpoint.hpp"
#include "kernel/http/page.hpp"
#include "kernel/http/precondition.hpp"
#include "kernel/idempotency/once.hpp"
#include "kernel/json/json.hpp"
#include "modules/pricing/actions/price_changes.hpp"
#include "modules/pricing/api/permissions.hpp"

// What the endpoints of staff have in common.
namespace kontor::pricing {

struct Room {
  db::Database database;
  idempotency::Once& once;
  PriceChanges& changes;
};

inline http::EndpointBuilder<> for_readers(http::EndpointBuilder<> builder) {
  return std::move(builder).tag("pricing").access(auth::Access::permission(kRead));
}
inline http::EndpointBuilder<> for_writers(http::EndpointBuilder<> builder) {
  return std::move(builder).tag("pricing").access(auth::Access::permission(kWrite)).priority(http::Priority::carts);
}

template <class View>
http::Reply<View> tagged(View view) {
  auto tag = http::version_tag(view.version);
  return {std::move(view), 0, {{"ETag", std::move(tag)}}};
}

// The change is made to what the caller has seen.
template <class Call>
Result<void> seen(const Call& call, std::int64_t version) {
  return http::check_if_match(call.request, version, http::IfMatch::required);
}

template <class Id>
Result<std::optional<Id>> place_in(const std::optional<std::string>& cursor) {
  if (!cursor) return std::optional<Id>();
  const auto id = Id::parse(*cursor);
  if (!id) return invalid({{"/cursor", "format", "must be a next_cursor of this list"}});
  return std::optional<Id>(*id);
}

// Of entries of which there is one more than `limit` where there is a next page; the cursor is that of the last one.
template <class View, class CursorOf>
http::Page<View> page_of(std::vector<View> views, int limit, CursorOf cursor_of) {
  http::Page<View> page;
  page.page.limit = limit;
  page.page.has_more = views.size() > static_cast<std::size_t>(limit);
  if (page.page.has_more) views.resize(static_cast<std::size_t>(limit));
  if (page.page.has_more) page.page.next_cursor = cursor_of(views.back());
  page.data = std::move(views);
  return page;
}

// Lists that are never longer than a page's worth of reading.
template <class View>
http::Page<View> whole_page(std::vector<View> views) {
  http::Page<View> page;
  page.page.limit = static_cast<int>(views.size());
  page.data = std::move(views);
  return page;
}

}  // namespace kontor::pricing
