#pragma once

#include <utility>

#include "kernel/http/endpoint.hpp"
#include "modules/inventory/api/permissions.hpp"

namespace kontor::inventory {

// What only staff may call.
inline http::EndpointBuilder<> for_staff(http::EndpointBuilder<> builder, const auth::Permission& permission) {
  return std::move(builder)
      .tag("inventory")
      .access(auth::Access::permission(permission))
      .priority(http::Priority::carts);
}

inline Error no_place_of_this_list() {
  return invalid({{"/cursor", "format", "must be a next_cursor of this list"}});
}

}  // namespace kontor::inventory
