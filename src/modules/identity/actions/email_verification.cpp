#include "modules/identity/actions/email_verification.hpp"

namespace kontor::identity {

void EmailVerification::request(db::Tx&, const Account&) {}

}  // namespace kontor::identity
