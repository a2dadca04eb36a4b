#include "modules/identity/module.hpp"

#include <algorithm>
#include <iterator>

#include "modules/identity/actions/administrators.hpp"
#include "modules/identity/actions/api_keys.hpp"
#include "modules/identity/actions/email_verification.hpp"
#include "modules/identity/actions/erasure.hpp"
#include "modules/identity/actions/one_time_links.hpp"
#include "modules/identity/actions/owner_proof.hpp"
#include "modules/identity/actions/password_changes.hpp"
#include "modules/identity/actions/registration.hpp"
#include "modules/identity/actions/role_administration.hpp"
#include "modules/identity/actions/second_factor_setup.hpp"
#include "modules/identity/actions/sign_in.hpp"
#include "modules/identity/actions/ticket_office.hpp"
#include "modules/identity/actions/user_administration.hpp"
#include "modules/identity/api/events.hpp"
#include "modules/identity/http/account_endpoints.hpp"
#include "modules/identity/http/address_endpoints.hpp"
#include "modules/identity/http/api_key_endpoints.hpp"
#include "modules/identity/http/password_endpoints.hpp"
#include "modules/identity/http/profile_endpoints.hpp"
#include "modules/identity/http/role_endpoints.hpp"
#include "modules/identity/http/second_factor_endpoints.hpp"
#include "modules/identity/http/session_endpoints.hpp"
#include "modules/identity/http/setup_endpoints.hpp"
#include "modules/identity/http/sign_in_endpoints.hpp"
#include "modules/identity/http/user_endpoints.hpp"
#include "modules/identity/http/verification_endpoints.hpp"
#include "modules/identity/http/well_known_endpoints.hpp"
#include "modules/identity/store/accounts.hpp"
#include "modules/identity/watch.hpp"

namespace kontor::identity {

namespace {

constexpr std::size_t kMostUsers = 500;

// As authenticator apps show whose code it is.
std::string host_of(std::string_view url) {
  const auto scheme = url.find("://");
  const auto rest = scheme == std::string_view::npos ? url : url.substr(scheme + 3);
  return std::string(rest.substr(0, rest.find_first_of("/:")));
}

}  // namespace

class Module::Parts final : public Identity {
 public:
  explicit Parts(Ground ground)
      : ground_(std::move(ground)),
        issuer_(ground_.auth.issuer.empty() ? ground_.public_url : ground_.auth.issuer),
        secret_(ground_.database, ground_.wrap),
        keys_(ground_.database, ground_.log, ground_.trail, ground_.wrap,
              std::chrono::seconds(ground_.auth.access_token_seconds)),
        passwords_(ground_.settings.password_cost()),
        throttle_(ground_.database, secret_, ground_.settings),
        second_factor_(ground_.wrap, ground_.trail),
        links_(secret_, ground_.public_url, ground_.logs_links ? &ground_.logger : nullptr),
        verification_({ground_.database, ground_.log, ground_.trail, ground_.personal, throttle_, links_}),
        tickets_(ground_.database),
        sessions_({ground_.database,
                   ground_.log,
                   ground_.trail,
                   keys_,
                   secret_,
                   ground_.settings,
                   {issuer_, ground_.auth.audience},
                   ground_.auth.access_token_seconds,
                   ground_.gate,
                   ground_.clock}),
        registration_({ground_.database, ground_.log, ground_.trail, ground_.personal, passwords_, throttle_,
                       verification_, sessions_}),
        sign_in_({ground_.database, ground_.log, ground_.trail, ground_.personal, passwords_, throttle_, second_factor_,
                  sessions_}),
        proof_({ground_.database, own_audit(), passwords_, throttle_, second_factor_}),
        setup_(
            {ground_.database, own_audit(), ground_.wrap, proof_, throttle_, sessions_, host_of(ground_.public_url)}),
        news_(ground_.log, [this] { watch_.catch_up(); }),
        erasure_({ground_.log, news_, ground_.trail, ground_.personal, sessions_}),
        password_changes_({ground_.database, ground_.log, ground_.trail, own_audit(), ground_.personal, passwords_,
                           throttle_, proof_, links_, verification_, sessions_}),
        administrators_({ground_.database, ground_.log, ground_.trail, ground_.personal, passwords_, links_,
                         verification_, sessions_}),
        roles_(ground_.permissions),
        users_({news_, ground_.trail, sessions_, roles_, erasure_}),
        role_administration_({ground_.database, news_, ground_.trail, roles_}),
        api_keys_({news_, ground_.trail, roles_, ground_.auth.api_keys}),
        watch_({ground_.database, ground_.tails, ground_.gate, keys_, roles_,
                std::chrono::seconds(ground_.auth.access_token_seconds) + 2 * auth::kLeeway, ground_.logger}) {}

  Result<std::vector<UserSummary>> users(std::span<const UserId> ids) const override {
    if (ids.size() > kMostUsers) {
      return Error{ErrorKind::invalid, "too_many", "At most 500 users can be asked for at once."};
    }
    return accounts::summaries(ground_.database, ids);
  }

  std::vector<http::Endpoint> endpoints() {
    std::vector<http::Endpoint> all;
    add(all, sign_in_endpoints({ground_.database, ground_.once, registration_, sign_in_, sessions_}));
    add(all, session_endpoints(ground_.database, sessions_, tickets_));
    add(all, profile_endpoints(ground_.database));
    add(all, address_endpoints(ground_.database, ground_.once));
    add(all, second_factor_endpoints(ground_.database, setup_));
    add(all, account_endpoints(ground_.database, proof_, erasure_));
    add(all, verification_endpoints(verification_));
    add(all, password_endpoints(password_changes_));
    add(all, setup_endpoints(administrators_));
    add(all, user_endpoints({ground_.database, ground_.once, users_}));
    add(all, role_endpoints({ground_.database, ground_.once, role_administration_, roles_}));
    add(all, api_key_endpoints({ground_.database, ground_.once, api_keys_}));
    add(all, well_known_endpoints(keys_, issuer_, ground_.public_url));
    return all;
  }

  std::vector<jobs::Job> jobs() { return {rotate_signing_key(), tidy()}; }

  Result<void> check() const {
    if (auto answers = accounts::check(ground_.database); !answers) return answers;
    return watch_.check();
  }

  SigningKeys& keys() { return keys_; }
  StreamTickets& tickets() { return tickets_; }

  Result<std::vector<DemoCustomer>> seed(std::size_t customers, const std::optional<std::string>& password) {
    return seed_customers({ground_.database, ground_.log, ground_.personal, passwords_}, customers, password);
  }

  void start() { watch_.start(); }
  void stop() { watch_.stop(); }

  Administrators& administrators() { return administrators_; }

 private:
  static void add(std::vector<http::Endpoint>& all, std::vector<http::Endpoint> group) {
    std::ranges::move(group, std::back_inserter(all));
  }

  AccountAudit own_audit() const { return {ground_.trail, ground_.personal}; }

  jobs::Job rotate_signing_key() {
    return {.name = "identity.rotate_signing_key",
            .when = jobs::When::every(std::chrono::hours(24)),
            .run = [this](const jobs::JobRun&) {
              return keys_.rotate_older(std::chrono::days(ground_.settings.signing_key_days));
            }};
  }

  // Failures that no longer count, sessions that are over, links that have expired.
  jobs::Job tidy() {
    return {.name = "identity.tidy",
            .when = jobs::When::every(std::chrono::hours(1)),
            .run = [this](const jobs::JobRun&) -> Result<void> {
              if (auto done = throttle_.tidy(); !done) return done;
              if (auto done = sessions_.tidy(); !done) return done;
              return OneTimeLinks::tidy(ground_.database);
            }};
  }

  Ground ground_;
  std::string issuer_;
  HouseSecret secret_;
  SigningKeys keys_;
  Passwords passwords_;
  Throttle throttle_;
  SecondFactor second_factor_;
  OneTimeLinks links_;
  EmailVerification verification_;
  TicketOffice tickets_;
  Sessions sessions_;
  Registration registration_;
  SignIn sign_in_;
  OwnerProof proof_;
  SecondFactorSetup setup_;
  CredentialNews news_;
  Erasure erasure_;
  PasswordChanges password_changes_;
  Administrators administrators_;
  HouseRoles roles_;
  UserAdministration users_;
  RoleAdministration role_administration_;
  ApiKeys api_keys_;
  Watch watch_;  // last: its thread works with all of them
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
StreamTickets& Module::stream_tickets() {
  return parts_->tickets();
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
Result<UserId> Module::create_administrator(const NewAdministrator& fresh) {
  return parts_->administrators().create({fresh.email, fresh.password, fresh.first_name, fresh.last_name});
}
Result<bool> Module::promote_to_administrator(std::string_view email) {
  return parts_->administrators().promote(email);
}
Result<std::vector<DemoCustomer>> Module::seed(std::size_t customers, const std::optional<std::string>& password) {
  return parts_->seed(customers, password);
}
Result<std::optional<std::string>> Module::invite_first_administrator() {
  return parts_->administrators().invite_first();
}
Result<std::vector<SigningKeyInfo>> Module::signing_keys() const {
  return parts_->keys().list();
}
Result<std::string> Module::rotate_signing_key(bool at_once) {
  return parts_->keys().rotate(at_once ? SigningKeys::Urgency::now : SigningKeys::Urgency::usual);
}
void Module::start() {
  parts_->start();
}
void Module::stop() {
  parts_->stop();
}

}  // namespace kontor::identity
