#include "modules/identity/actions/second_factor.hpp"

#include <algorithm>

#include "kernel/json/writer.hpp"
#include "modules/identity/actions/recovery_codes.hpp"
#include "modules/identity/actions/totp.hpp"
#include "modules/identity/store/second_factor_rows.hpp"

namespace kontor::identity {

namespace {

Error required() {
  return {ErrorKind::unauthenticated, "second_factor_required", "This account asks for a code as well."};
}

Error wrong() {
  return {ErrorKind::unauthenticated, "second_factor_invalid", "The code is wrong, or was used before."};
}

std::string json_of_left(int left) {
  std::string out;
  json::Writer(out).begin_object().field("left", left).end_object();
  return out;
}

}  // namespace

SecondFactor::SecondFactor(crypto::KeyWrap wrap, audit::Trail trail)
    : wrap_(std::move(wrap)), trail_(std::move(trail)) {}

Result<void> SecondFactor::check(db::Tx& tx, const Account& account, std::string_view code) {
  const auto factor = second_factor_rows::find(tx, account.id);
  if (!factor || !factor->is_confirmed) return {};
  if (code.empty()) return required();

  const auto digits = digits_of(code);
  if (digits.empty()) {
    if (use_recovery_code(tx, account, code, factor->recovery_codes - 1)) return {};
    return wrong();
  }
  const auto secret = totp::secret_of(wrap_.unwrap(factor->wrapped_secret, account.id.str()));
  const auto step = totp::step_of(digits, secret, factor->step, factor->last_step);
  if (!step) return wrong();
  second_factor_rows::use_step(tx, account.id, *step);
  return {};
}

bool SecondFactor::use_recovery_code(db::Tx& tx, const Account& account, std::string_view code, int left) {
  if (!second_factor_rows::use_recovery_code(tx, account.id, recovery_codes::digest_of(account.id, code))) return false;
  trail_.record(tx, {.action = "identity.recovery_code_used",
                     .subject = account.id.str(),
                     .before = {},
                     .after = json_of_left(left),
                     .personal = {}});
  return true;
}

std::string digits_of(std::string_view code) {
  constexpr std::size_t kDigits = 6;
  std::string digits(code);
  std::erase(digits, ' ');
  const bool is_code =
      digits.size() == kDigits && std::ranges::all_of(digits, [](char c) { return c >= '0' && c <= '9'; });
  return is_code ? digits : std::string();
}

}  // namespace kontor::identity
