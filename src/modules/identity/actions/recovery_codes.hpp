#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "kernel/crypto/digest.hpp"
#include "modules/identity/api/identity.hpp"

// For who has lost the app: ten codes, each good once, shown once. Eighty random bits each, so a plain digest of one
// cannot be guessed back.
namespace kontor::identity::recovery_codes {

inline constexpr int kCount = 10;

std::vector<std::string> make();  // "k3mq-2v8p-x7rt-9dwc"

// What is kept: bound to the account; case, spaces and hyphens make no difference.
crypto::Digest digest_of(const UserId& account, std::string_view code);
std::vector<crypto::Digest> digests_of(const UserId& account, const std::vector<std::string>& codes);

}  // namespace kontor::identity::recovery_codes
