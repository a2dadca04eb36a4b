#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace kontor::auth {

// Who sends a request. Until identity exists everybody is anonymous.
struct Caller {
  std::string subject;                   // one client of the rate limit; empty: anonymous
  std::vector<std::string> permissions;  // sorted

  bool anonymous() const { return subject.empty(); }
  bool may(std::string_view permission) const;
};

// Who may call an endpoint, declared with it.
class Access {
 public:
  static Access anyone() { return Access(Kind::anyone, {}); }
  static Access signed_in() { return Access(Kind::signed_in, {}); }
  static Access permission(std::string name) { return Access(Kind::permission, std::move(name)); }

  bool is_public() const { return kind_ == Kind::anyone; }
  const std::string& required_permission() const { return permission_; }  // empty: none in particular

  enum class Verdict { allowed, unauthenticated, forbidden };
  Verdict judge(const Caller& caller) const;

 private:
  enum class Kind { anyone, signed_in, permission };
  Access(Kind kind, std::string permission) : kind_(kind), permission_(std::move(permission)) {}

  Kind kind_;
  std::string permission_;
};

}  // namespace kontor::auth
