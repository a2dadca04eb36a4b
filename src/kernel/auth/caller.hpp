#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/auth/permission.hpp"
#include "kernel/core/ids.hpp"

namespace kontor::auth {

// Who is behind credentials that were found good. Made once for a token and shared by its requests.
struct Principal {
  enum class Kind { user, api_key, service };

  Kind kind = Kind::user;
  // One client of the rate limit, the actor in events and audit: "user_01j…", "apikey_01j…", "service_ordering".
  std::string subject;
  Uuid id = {};          // of the account or the key
  Uuid session_id = {};  // of a user
  std::vector<std::string> roles = {};
  std::vector<std::string> permissions = {};  // sorted
  std::string audience = {};                  // of a service: the module that it was let in to call
};

// Who sends a request. Cheap to copy.
class Caller {
 public:
  Caller() = default;  // anonymous
  explicit Caller(std::shared_ptr<const Principal> principal) : principal_(std::move(principal)) {}

  bool anonymous() const { return principal_ == nullptr; }
  bool is_user() const { return principal_ && principal_->kind == Principal::Kind::user; }
  bool is_service() const { return principal_ && principal_->kind == Principal::Kind::service; }
  // nullptr: anonymous.
  const Principal* principal() const { return principal_.get(); }
  // Empty: anonymous.
  const std::string& subject() const;

  bool may(std::string_view permission) const;
  bool may(const Permission& permission) const { return may(permission.name); }

 private:
  std::shared_ptr<const Principal> principal_;
};

// Who may call an endpoint, declared with it.
class Access {
 public:
  static Access anyone() { return Access(Kind::anyone, nullptr); }
  // A user, with an account of their own: whose things are whose is the handler's to know, and others get 404.
  static Access signed_in() { return Access(Kind::signed_in, nullptr); }
  // A user or an API key. The permission is a constant.
  static Access permission(const Permission& needed) { return Access(Kind::permission, &needed); }
  // Another process of the house.
  static Access service() { return Access(Kind::service, nullptr); }

  bool is_public() const { return kind_ == Kind::anyone; }
  bool is_for_services() const { return kind_ == Kind::service; }
  const Permission* required_permission() const { return permission_; }  // nullptr: none in particular

  enum class Verdict { allowed, unauthenticated, forbidden };
  Verdict judge(const Caller& caller) const;

 private:
  enum class Kind { anyone, signed_in, permission, service };
  Access(Kind kind, const Permission* permission) : kind_(kind), permission_(permission) {}

  Kind kind_;
  const Permission* permission_;
};

}  // namespace kontor::auth
