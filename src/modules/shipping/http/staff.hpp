#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "kernel/http/cursor_page.hpp"
#include "kernel/http/endpoint.hpp"
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

}  // namespace kontor::shipping
