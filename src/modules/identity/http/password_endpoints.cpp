#include "modules/identity/http/password_endpoints.hpp"

#include "modules/identity/domain/password_rules.hpp"
#include "modules/identity/http/caller.hpp"
#include "modules/identity/http/views.hpp"

namespace kontor::identity {

namespace {

struct ForgotBody {
  std::string email;

  static void rules(json::Rules<ForgotBody>& rule) {
    rule(&ForgotBody::email).length(3, 254).example("ada@example.com");
  }
};
KONTOR_DESCRIBE(ForgotBody, email)

struct ResetBody {
  std::string token;
  std::string password;

  static void rules(json::Rules<ResetBody>& rule) {
    rule(&ResetBody::token).doc("Behind the # of the link that was mailed").secret().length(1, 200);
    rule(&ResetBody::password)
        .doc("8 to 128 characters of any kind; none of the common ones")
        .secret()
        .length(kShortestPassword, kLongestPassword)
        .example("nine green herons");
  }
};
KONTOR_DESCRIBE(ResetBody, token, password)

struct ChangeBody {
  std::string current_password;
  std::string new_password;
  std::optional<std::string> code;

  static void rules(json::Rules<ChangeBody>& rule) {
    rule(&ChangeBody::current_password).secret().length(1, kLongestPassword).example("nine green herons");
    rule(&ChangeBody::new_password)
        .doc("8 to 128 characters of any kind; none of the common ones")
        .secret()
        .length(kShortestPassword, kLongestPassword)
        .example("ten grey herons");
    rule(&ChangeBody::code)
        .doc("Of the second factor, where the account has one")
        .secret()
        .length(1, 64)
        .example("123456");
  }
};
KONTOR_DESCRIBE(ChangeBody, current_password, new_password, code)

template <class Call>
Result<void> forgot(PasswordChanges& changes, const Call& call) {
  const auto email = Email::parse(call.body.email);
  if (!email) return invalid({{"/email", "format", "must be an e-mail address"}});
  return changes.forgot(*email, client_of(call.request, call.client_address));
}

template <class Call>
Result<void> change(PasswordChanges& changes, const Call& call) {
  const auto client = client_of(call.request, call.client_address);
  const auto code = call.body.code.value_or("");
  return changes.change({user_of(call.caller), call.body.current_password, code, client, "/current_password"},
                        session_of(call.caller), call.body.new_password);
}

http::EndpointBuilder<> without_signing_in(std::string path) {
  return http::post(std::move(path))
      .tag("identity")
      .access(auth::Access::anyone())
      .priority(http::Priority::carts)
      .limit_class(http::LimitClass::login);
}

}  // namespace

std::vector<http::Endpoint> password_endpoints(PasswordChanges& changes) {
  return {
      without_signing_in("/identity/password/forgot")
          .summary("Mails a link that sets a new password")
          .description("The answer is the same whether there is an account or not. The link is good once, for an hour.")
          .accepted()
          .body<ForgotBody>()
          .handle([&changes](const auto& call) { return forgot(changes, call); }),
      without_signing_in("/identity/password/reset")
          .summary("Sets a new password by the link that was mailed")
          .description("Ends all of the user's sessions; the e-mail address is verified by it.")
          .lane(http::Lane::heavy)
          .body<ResetBody>()
          .fails({{ErrorKind::rejected, "token_invalid"}})
          .handle([&changes](const auto& call) {
            return changes.reset(call.body.token, call.body.password, client_of(call.request, call.client_address));
          }),
      for_the_owner(http::post("/identity/me/password"))
          .summary("Changes the user's password")
          .description(
              "Ends all of the user's other sessions. After wrong passwords the account and the address have to wait, "
              "as where they sign in.")
          .body<ChangeBody>()
          .fails({{ErrorKind::unauthenticated, "second_factor_required"},
                  {ErrorKind::unauthenticated, "second_factor_invalid"}})
          .handle([&changes](const auto& call) { return change(changes, call); }),
  };
}

}  // namespace kontor::identity
