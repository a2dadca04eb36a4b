#pragma once

#include <string_view>

namespace kontor::auth {

// The roles that every shop has. A customer has no permissions: what is theirs is theirs by ownership. An administrator
// has all of them. For these two a permission says whether they have it.
struct GrantedTo {
  bool support = false;
  bool catalog_manager = false;
};

// Something that may be done, declared by the part or module whose endpoints ask for it, for good:
//
//   inline constexpr auth::Permission kWrite{"catalog.write", "Change products and categories",
//                                            {.catalog_manager = true}};
//
// Roles, tokens and the documents know it by its name.
struct Permission {
  std::string_view name;  // <module>.<what>
  std::string_view what;  // for people
  GrantedTo granted_to = {};
};

inline constexpr std::string_view kCustomer = "customer";
inline constexpr std::string_view kSupport = "support";
inline constexpr std::string_view kCatalogManager = "catalog_manager";
inline constexpr std::string_view kAdministrator = "administrator";

}  // namespace kontor::auth
