#pragma once

#include <string>
#include <utility>

#include "kernel/db/database.hpp"
#include "kernel/http/endpoint.hpp"
#include "kernel/http/precondition.hpp"
#include "modules/catalog/api/permissions.hpp"
#include "modules/catalog/http/if_match.hpp"

namespace kontor::catalog {

// What only who may write the catalog may call.
inline http::EndpointBuilder<> for_staff(http::EndpointBuilder<> builder) {
  return std::move(builder)
      .tag("catalog")
      .access(auth::Access::permission(kCatalogWrite))
      .priority(http::Priority::carts);
}

// Does the change in a transaction if the caller says in If-Match what is replaced.
template <class Call, class Change>
auto replace(db::Database database, const Call& call, const Change& change)
    -> decltype(change(std::declval<db::Tx&>(), std::declval<const SeenVersion&>())) {
  const auto seen = required_match(call.request.header("If-Match"));
  if (!seen) return seen.error();
  return database.transact([&](db::Tx& tx) { return change(tx, *seen); });
}

template <class View>
http::Reply<View> tagged(View view, std::int64_t version) {
  return {std::move(view), 0, {{"ETag", http::version_tag(version)}}};
}

}  // namespace kontor::catalog
