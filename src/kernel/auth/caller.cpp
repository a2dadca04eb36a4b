#include "kernel/auth/caller.hpp"

#include <algorithm>

namespace kontor::auth {

const std::string& Caller::subject() const {
  static const std::string nobody;
  return principal_ ? principal_->subject : nobody;
}

bool Caller::may(std::string_view permission) const {
  return principal_ && std::ranges::binary_search(principal_->permissions, permission);
}

Access::Verdict Access::judge(const Caller& caller) const {
  if (kind_ == Kind::anyone) return Verdict::allowed;
  if (caller.anonymous()) return Verdict::unauthenticated;
  const bool allowed = kind_ == Kind::signed_in ? caller.is_user()
                       : kind_ == Kind::service ? caller.is_service()
                                                : caller.may(*permission_);
  return allowed ? Verdict::allowed : Verdict::forbidden;
}

}  // namespace kontor::auth
