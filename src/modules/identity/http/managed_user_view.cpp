#include "modules/identity/http/managed_user_view.hpp"

namespace kontor::identity {

void ManagedUserView::rules(json::Rules<ManagedUserView>& rule) {
  rule(&ManagedUserView::email).doc("Null once the user is erased").example("ada@example.com");
  rule(&ManagedUserView::roles).example("customer");
  rule(&ManagedUserView::version).doc("As in the ETag, for If-Match");
}

ManagedUserView managed_view_of(const Account& account) {
  return {.id = account.id,
          .email = account.email.empty() ? std::nullopt : std::optional(account.email),
          .email_verified = account.email_verified,
          .status = account.status,
          .first_name = account.first_name,
          .last_name = account.last_name,
          .roles = account.roles,
          .has_second_factor = account.has_second_factor,
          .created_at = account.created_at,
          .version = account.version};
}

}  // namespace kontor::identity
