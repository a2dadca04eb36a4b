#include "modules/identity/http/sign_in_endpoints.hpp"

#include "modules/identity/domain/password_rules.hpp"
#include "modules/identity/http/views.hpp"

namespace kontor::identity {

namespace {

struct RegistrationBody {
  std::string email;
  std::string password;
  std::optional<std::string> first_name;
  std::optional<std::string> last_name;

  static void rules(json::Rules<RegistrationBody>& rule) {
    rule(&RegistrationBody::email).length(3, 254).example("ada@example.com");
    rule(&RegistrationBody::password)
        .doc("8 to 128 characters of any kind; none of the common ones")
        .secret()
        .length(kShortestPassword, kLongestPassword)
        .example("nine green herons");
    rule(&RegistrationBody::first_name).length(0, 100).example("Ada");
    rule(&RegistrationBody::last_name).length(0, 100).example("Lovelace");
  }
};
KONTOR_DESCRIBE(RegistrationBody, email, password, first_name, last_name)

struct LoginBody {
  std::string email;
  std::string password;
  std::optional<std::string> code;

  static void rules(json::Rules<LoginBody>& rule) {
    rule(&LoginBody::email).length(1, 254).example("ada@example.com");
    rule(&LoginBody::password).secret().length(1, kLongestPassword).example("nine green herons");
    rule(&LoginBody::code)
        .doc("Of the second factor, where the account has one")
        .secret()
        .length(1, 64)
        .example("123456");
  }
};
KONTOR_DESCRIBE(LoginBody, email, password, code)

struct RefreshBody {
  std::string refresh_token;

  static void rules(json::Rules<RefreshBody>& rule) {
    rule(&RefreshBody::refresh_token).doc("Of the session answer before").secret().length(1, 1000);
  }
};
KONTOR_DESCRIBE(RefreshBody, refresh_token)

Result<SessionView> viewed(const Result<OpenedSession>& session) {
  if (!session) return session.error();
  return view_of(*session);
}

template <class Call>
Result<http::Response> register_customer(const SignInDesk& desk, const Call& call) {
  const auto client = client_of(call.request, call.client_address);
  const auto& body = call.body;
  const auto account = desk.registration.examine({body.email, body.password, body.first_name, body.last_name}, client);
  if (!account) return account.error();
  auto answer = desk.once.run(call, desk.database,
                              [&](db::Tx& tx) { return viewed(desk.registration.admit(tx, *account, client)); });
  if (!answer && answer.error().code == "email_taken") desk.registration.count_refusal(client);
  return answer;
}

http::EndpointBuilder<> credentials(std::string path) {
  return http::post(std::move(path))
      .tag("identity")
      .access(auth::Access::anyone())
      .priority(http::Priority::carts)
      .limit_class(http::LimitClass::login);
}

}  // namespace

std::vector<http::Endpoint> sign_in_endpoints(SignInDesk desk) {
  return {
      credentials("/identity/register")
          .summary("A new customer account, signed in")
          .lane(http::Lane::heavy)
          .idempotent()
          .body<RegistrationBody>()
          .answers<SessionView>(201)
          .fails({{ErrorKind::conflict, "email_taken"}})
          .handle([desk](const auto& call) { return register_customer(desk, call); }),
      credentials("/identity/login")
          .summary("Signs in with a password")
          .description(
              "Whatever is wrong, the answer is the same 401. After failed attempts the account and the address have "
              "to wait: 429 with Retry-After. Who knew the password but has to send a `code` as well is told so: "
              "`second_factor_required`.")
          .lane(http::Lane::heavy)
          .body<LoginBody>()
          .answers<SessionView>()
          .fails({{ErrorKind::unauthenticated, "unauthenticated"},
                  {ErrorKind::unauthenticated, "second_factor_required"},
                  {ErrorKind::unauthenticated, "second_factor_invalid"}})
          .handle([desk](const auto& call) {
            return viewed(desk.sign_in.attempt({call.body.email, call.body.password, call.body.code.value_or("")},
                                               client_of(call.request, call.client_address)));
          }),
      http::post("/identity/refresh")
          .summary("The next access and refresh token of a session")
          .description(
              "A refresh token is good once. One that was used before ends its session, unless the answer was lost and "
              "the same token is sent again within ten seconds.")
          .tag("identity")
          .access(auth::Access::anyone())
          .priority(http::Priority::carts)
          .body<RefreshBody>()
          .answers<SessionView>()
          .fails({{ErrorKind::unauthenticated, "unauthenticated"}})
          .handle([desk](const auto& call) {
            return viewed(desk.sessions.refresh(call.body.refresh_token, client_of(call.request, call.client_address)));
          }),
  };
}

}  // namespace kontor::identity
