#include "modules/identity/actions/owner_proof.hpp"

#include "kernel/core/text.hpp"
#include "kernel/json/writer.hpp"
#include "modules/identity/store/accounts.hpp"

namespace kontor::identity {

namespace {

Error wrong_password(std::string_view pointer) {
  return invalid({{std::string(pointer), "wrong", "is not the password of this account"}});
}

std::string throttle_key(const Account& account) {
  return text::to_lower(account.email);
}

}  // namespace

Error no_account() {
  return {ErrorKind::unauthenticated, "unauthenticated", "There is no such account any more."};
}

Result<Account> OwnerProof::check_password(const Claim& claim) {
  auto account = parts_.database.transact(
      [&](db::Tx& tx) -> Result<std::optional<Account>> { return accounts::find(tx, claim.user); });
  if (!account) return std::move(account).error();
  if (!*account || !(*account)->may_sign_in()) return no_account();
  if (auto admitted = parts_.throttle.admit(throttle_key(**account), claim.client.address); !admitted) {
    return admitted.error();
  }
  if (parts_.passwords.check(claim.password, *account).matches) return **std::move(account);
  if (auto counted = count_failure(claim, **account, "password"); !counted) return counted.error();
  return wrong_password(claim.pointer);
}

Result<Account> OwnerProof::hold(db::Tx& tx, const Claim& claim, const Account& checked, bool& code_is_wrong) {
  code_is_wrong = false;
  auto account = accounts::find(tx, claim.user, accounts::Lock::row);
  if (!account || !account->may_sign_in()) return no_account();
  // Changed at this moment: what was checked is worthless.
  if (account->password_hash != checked.password_hash) return wrong_password(claim.pointer);
  if (auto good = parts_.second_factor.check(tx, *account, claim.code); !good) {
    code_is_wrong = good.error().code == "second_factor_invalid";
    return good.error();
  }
  return *std::move(account);
}

Result<void> OwnerProof::count_failure(const Claim& claim, const Account& account, std::string_view of_what) {
  std::string after;
  json::Writer(after).begin_object().field("wrong", of_what).end_object();
  return parts_.database.transact([&](db::Tx& tx) -> Result<void> {
    parts_.throttle.failed(tx, throttle_key(account), claim.client.address);
    parts_.audit.record(tx, "identity.proof_failed", account, claim.client, after);
    return {};
  });
}

}  // namespace kontor::identity
