#pragma once

#include <optional>

#include "kernel/core/result.hpp"
#include "modules/identity/api/identity.hpp"
#include "modules/identity/domain/permission_set.hpp"

// Who may do what to whom. Nobody raises themselves, and nobody reaches above themselves. nullopt: they may.
namespace kontor::identity {

// Somebody with what they may do. Of an API key: whose it is, and what the key may do.
struct Party {
  UserId account;
  PermissionSet permissions;
};

// To end somebody's sessions: `forbidden` for who may do less than they.
std::optional<Error> refusal_to_touch(const Party& actor, const Party& target);

// To disable, enable or erase them: the same, and nobody does that to themselves.
std::optional<Error> refusal_to_change_status(const Party& actor, const Party& target);

// To give and take roles: the same, and `exchanged`, what the roles given and taken permit, has to be the actor's own.
std::optional<Error> refusal_to_change_roles(const Party& actor, const Party& target, const PermissionSet& exchanged);

// To make, change or remove a role, or to make an API key, that permits these.
std::optional<Error> refusal_to_grant(const Party& actor, const PermissionSet& granted);

}  // namespace kontor::identity
