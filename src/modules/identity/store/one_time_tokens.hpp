#pragma once

#include <chrono>
#include <optional>

#include "kernel/crypto/digest.hpp"
#include "kernel/db/database.hpp"
#include "modules/identity/api/identity.hpp"

// identity.one_time_token. The tokens themselves are nowhere; their digests are.
namespace kontor::identity::one_time_tokens {

enum class Purpose { verify_email, reset_password, first_administrator, stream_ticket };

struct NewToken {
  crypto::Digest digest;
  Purpose purpose;
  std::optional<UserId> account_id;  // none: of nobody, or of whoever has it
  std::optional<crypto::Digest> email_digest;
  std::chrono::seconds lifetime;
};
// When it expires.
Timestamp insert(db::Tx& tx, const NewToken& token);

// Those of the account, or those of no account, are no longer good.
void revoke(db::Tx& tx, Purpose purpose, const UserId& account);
void revoke_without_account(db::Tx& tx, Purpose purpose);

struct Found {
  std::optional<UserId> account_id;
  std::optional<db::Bytes> email_digest;
};
// One that could be used now.
std::optional<Found> find(db::Tx& tx, const crypto::Digest& digest, Purpose purpose);
// False: there is none for this purpose, it was used or it is too old. Of many who use one at once, one does.
bool use(db::Tx& tx, const crypto::Digest& digest, Purpose purpose);

// Those that expired: some thousand at most, and how many.
std::uint64_t forget_expired(db::Tx& tx);

}  // namespace kontor::identity::one_time_tokens
