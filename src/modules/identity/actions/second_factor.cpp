#include "modules/identity/actions/second_factor.hpp"

namespace kontor::identity {

Result<void> SecondFactor::check(db::Tx&, const Account& account, std::string_view) {
  if (!account.has_second_factor) return {};
  return Error{ErrorKind::unauthenticated, "second_factor_required", "This account asks for a code as well."};
}

}  // namespace kontor::identity
