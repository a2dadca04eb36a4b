#include "kernel/auth/caller.hpp"

#include <algorithm>

namespace kontor::auth {

bool Caller::may(std::string_view permission) const {
  return std::binary_search(permissions.begin(), permissions.end(), permission);
}

Access::Verdict Access::judge(const Caller& caller) const {
  if (kind_ == Kind::anyone) return Verdict::allowed;
  if (caller.anonymous()) return Verdict::unauthenticated;
  if (kind_ == Kind::signed_in || caller.may(permission_)) return Verdict::allowed;
  return Verdict::forbidden;
}

}  // namespace kontor::auth
