#include "modules/identity/actions/desk.hpp"

#include "modules/identity/store/accounts.hpp"
#include "modules/identity/store/api_key_rows.hpp"
#include "modules/identity/store/locks.hpp"

namespace kontor::identity {

namespace {

Error not_known() {
  return {ErrorKind::unauthenticated, "unauthenticated", "These credentials are not good any more."};
}

// The account that answers for the caller, and the bounds of a key.
std::optional<api_key_rows::Owner> owner_of(db::Tx& tx, const HouseRoles& roles, const auth::Principal& principal) {
  if (principal.kind == auth::Principal::Kind::api_key) return api_key_rows::owner_of(tx, ApiKeyId(principal.id));
  return api_key_rows::Owner{UserId(principal.id), roles.all()};
}

}  // namespace

Result<Desk> open_desk(db::Tx& tx, const HouseRoles& roles, const auth::Caller& caller,
                       const auth::Permission& needed) {
  take_turn(tx, Turn::administration);
  const auto owner = owner_of(tx, roles, *caller.principal());
  const auto account = owner ? accounts::find(tx, owner->account) : std::nullopt;
  if (!account || !account->may_sign_in()) return not_known();
  Desk desk{roles.read(tx), {}};
  desk.actor = {account->id, permissions_of(desk.book, account->roles).within(owner->scopes)};
  if (desk.actor.permissions.has(needed.name)) return desk;
  return Error{ErrorKind::forbidden, "forbidden", "Your account may not do this any more."};
}

}  // namespace kontor::identity
