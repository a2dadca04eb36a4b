#include "modules/identity/http/second_factor_endpoints.hpp"

#include "modules/identity/http/caller.hpp"
#include "modules/identity/http/owner_bodies.hpp"
#include "modules/identity/http/views.hpp"
#include "modules/identity/store/second_factor_rows.hpp"

namespace kontor::identity {

namespace {

struct CodeBody {
  std::string code;

  static void rules(json::Rules<CodeBody>& rule) {
    rule(&CodeBody::code).doc("What the app shows now").secret().length(1, 64).example("123456");
  }
};
KONTOR_DESCRIBE(CodeBody, code)

struct SecondFactorView {
  bool enabled = false;
  std::optional<Timestamp> enabled_at;
  int recovery_codes_left = 0;
};
KONTOR_DESCRIBE(SecondFactorView, enabled, enabled_at, recovery_codes_left)

struct NewSecondFactorView {
  std::string secret;
  std::string otpauth_uri;

  static void rules(json::Rules<NewSecondFactorView>& rule) {
    rule(&NewSecondFactorView::secret).doc("For typing it into an app").example("JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP");
    rule(&NewSecondFactorView::otpauth_uri).doc("The same as a QR code holds it");
  }
};
KONTOR_DESCRIBE(NewSecondFactorView, secret, otpauth_uri)

struct RecoveryCodesView {
  std::vector<std::string> recovery_codes;

  static void rules(json::Rules<RecoveryCodesView>& rule) {
    rule(&RecoveryCodesView::recovery_codes)
        .doc("Each is good once, in place of a code of the app; shown this once")
        .example("k3mq-2v8p-x7rt-9dwc");
  }
};
KONTOR_DESCRIBE(RecoveryCodesView, recovery_codes)

Result<SecondFactorView> state(db::Database database, const UserId& user) {
  return database.transact([&](db::Tx& tx) -> Result<SecondFactorView> {
    const auto factor = second_factor_rows::find(tx, user);
    if (!factor || !factor->is_confirmed) return SecondFactorView{};
    return SecondFactorView{true, factor->confirmed_at, factor->recovery_codes};
  });
}

Result<NewSecondFactorView> viewed(const Result<SecondFactorSetup::Begun>& begun) {
  if (!begun) return begun.error();
  return NewSecondFactorView{begun->secret, begun->uri};
}

Result<RecoveryCodesView> viewed(const Result<SecondFactorSetup::RecoveryCodes>& codes) {
  if (!codes) return codes.error();
  return RecoveryCodesView{*codes};
}

template <class Call>
OwnerProof::Claim claim_of(const Call& call, const Client& client) {
  return {user_of(call.caller), call.body.password, call.body.code ? std::string_view(*call.body.code) : "", client};
}

const http::Failure kExists{ErrorKind::conflict, "second_factor_exists"};
const http::Failure kMissing{ErrorKind::conflict, "second_factor_missing"};
const http::Failure kRequired{ErrorKind::unauthenticated, "second_factor_required"};
const http::Failure kInvalid{ErrorKind::unauthenticated, "second_factor_invalid"};

}  // namespace

std::vector<http::Endpoint> second_factor_endpoints(db::Database database, SecondFactorSetup& setup) {
  return {
      for_the_user(http::get("/identity/me/second-factor"))
          .summary("Whether signing in takes a code beside the password")
          .answers<SecondFactorView>()
          .handle([database](const auto& call) { return state(database, user_of(call.caller)); }),
      for_the_owner(http::post("/identity/me/second-factor"))
          .summary("Begins to set up an authenticator app")
          .description("Nothing is asked for until a code is confirmed, within an hour. Whoever begins again gets "
                       "another secret.")
          .body<OwnerBody>()
          .answers<NewSecondFactorView>(201)
          .fails({kExists, kRequired, kInvalid})
          .handle([&setup](const auto& call) {
            const auto client = client_of(call.request, call.client_address);
            return viewed(setup.begin(claim_of(call, client)));
          }),
      for_the_user(http::post("/identity/me/second-factor/confirm"))
          .summary("Switches the second factor on")
          .description("All other sessions end. The recovery codes are shown this once.")
          .limit_class(http::LimitClass::login)
          .body<CodeBody>()
          .answers<RecoveryCodesView>()
          .fails({kExists, kMissing})
          .handle([&setup](const auto& call) {
            return viewed(setup.confirm(user_of(call.caller), session_of(call.caller), call.body.code,
                                        client_of(call.request, call.client_address)));
          }),
      for_the_owner(http::post("/identity/me/second-factor/recovery-codes"))
          .summary("New recovery codes in place of the old ones")
          .body<OwnerBody>()
          .answers<RecoveryCodesView>()
          .fails({kMissing, kRequired, kInvalid})
          .handle([&setup](const auto& call) {
            const auto client = client_of(call.request, call.client_address);
            return viewed(setup.renew_recovery_codes(claim_of(call, client)));
          }),
      for_the_owner(http::del("/identity/me/second-factor"))
          .summary("Switches the second factor off")
          .body<OwnerBody>()
          .fails({kMissing, kRequired, kInvalid})
          .handle([&setup](const auto& call) {
            const auto client = client_of(call.request, call.client_address);
            return setup.remove(claim_of(call, client));
          }),
  };
}

}  // namespace kontor::identity
