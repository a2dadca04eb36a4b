#include "modules/identity/http/verification_endpoints.hpp"

#include "modules/identity/http/caller.hpp"
#include "modules/identity/http/views.hpp"

namespace kontor::identity {

namespace {

struct VerifyEmailBody {
  std::string token;

  static void rules(json::Rules<VerifyEmailBody>& rule) {
    rule(&VerifyEmailBody::token).doc("Behind the # of the link that was mailed").secret().length(1, 200);
  }
};
KONTOR_DESCRIBE(VerifyEmailBody, token)

}  // namespace

std::vector<http::Endpoint> verification_endpoints(EmailVerification& verification) {
  return {
      for_the_user(http::post("/identity/me/verification"))
          .summary("Mails another link that verifies the e-mail address")
          .description("The links before it are no longer good. Nothing is mailed where the address is verified.")
          .accepted()
          .handle([&verification](const auto& call) {
            return verification.request_again(user_of(call.caller), client_of(call.request, call.client_address));
          }),
      http::post("/identity/verify-email")
          .summary("Verifies an e-mail address by the link that was mailed there")
          .tag("identity")
          .access(auth::Access::anyone())
          .priority(http::Priority::carts)
          .limit_class(http::LimitClass::login)
          .body<VerifyEmailBody>()
          .fails({{ErrorKind::rejected, "token_invalid"}})
          .handle([&verification](const auto& call) { return verification.confirm(call.body.token); }),
  };
}

}  // namespace kontor::identity
