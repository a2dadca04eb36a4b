#include "modules/identity/domain/administration_rules.hpp"

namespace kontor::identity {

namespace {

Error forbidden(std::string detail) {
  return {ErrorKind::forbidden, "forbidden", std::move(detail)};
}

}  // namespace

std::optional<Error> refusal_to_touch(const Party& actor, const Party& target) {
  if (actor.permissions.covers(target.permissions)) return std::nullopt;
  return forbidden("This user may do more than you: somebody who may do as much has to do it.");
}

std::optional<Error> refusal_to_change_status(const Party& actor, const Party& target) {
  if (actor.account == target.account) return forbidden("Nobody does this to their own account.");
  return refusal_to_touch(actor, target);
}

std::optional<Error> refusal_to_change_roles(const Party& actor, const Party& target, const PermissionSet& exchanged) {
  if (auto refusal = refusal_to_change_status(actor, target)) return refusal;
  return refusal_to_grant(actor, exchanged);
}

std::optional<Error> refusal_to_grant(const Party& actor, const PermissionSet& granted) {
  if (actor.permissions.covers(granted)) return std::nullopt;
  return forbidden("Nobody gives or takes a permission that they do not have themselves.");
}

}  // namespace kontor::identity
