#include "modules/identity/module.hpp"

#include "modules/identity/api/events.hpp"
#include "modules/identity/store/accounts.hpp"

namespace kontor::identity {

namespace {

constexpr std::size_t kMostUsers = 500;

}  // namespace

class Module::Parts final : public Identity {
 public:
  explicit Parts(Ground ground) : ground_(std::move(ground)) {}

  Result<std::vector<UserSummary>> users(std::span<const UserId> ids) const override {
    if (ids.size() > kMostUsers) {
      return Error{ErrorKind::invalid, "too_many", "At most 500 users can be asked for at once."};
    }
    return std::vector<UserSummary>{};
  }

  std::vector<http::Endpoint> endpoints() { return {}; }
  std::vector<jobs::Job> jobs() { return {}; }

  Result<void> check() const { return accounts::check(ground_.database); }

 private:
  Ground ground_;
};

std::vector<events::MessageInfo> messages() {
  return {events::describe<UserRegistered>(),         events::describe<UserLoggedIn>(),
          events::describe<VerificationRequested>(),  events::describe<EmailVerified>(),
          events::describe<PasswordResetRequested>(), events::describe<PasswordChanged>(),
          events::describe<SessionsEnded>(),          events::describe<UserErased>(),
          events::describe<CredentialsChanged>()};
}

Module::Module(Ground ground) : parts_(std::make_unique<Parts>(std::move(ground))) {}

Module::~Module() = default;

const Identity& Module::identity() const {
  return *parts_;
}
std::vector<http::Endpoint> Module::endpoints() {
  return parts_->endpoints();
}
std::vector<jobs::Job> Module::jobs() {
  return parts_->jobs();
}
Result<void> Module::check() const {
  return parts_->check();
}
void Module::start() {}
void Module::stop() {}

}  // namespace kontor::identity
