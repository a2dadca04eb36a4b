#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "kernel/crypto/seal.hpp"

// RFC 6238 as authenticator apps have it: SHA-1, six digits, thirty seconds.
namespace kontor::identity::totp {

// The 160 bits that the app is given: the first of a key, which is kept wrapped.
std::string secret_of(const crypto::Key& key);

// For people to type: RFC 4648's base32, without padding.
std::string base32(std::string_view bytes);
// For a QR code.
std::string uri(std::string_view secret, std::string_view issuer, std::string_view account);

// The step that the code is of: the present one, the one before or the one after, if it is later than `last_step`.
// nullopt: it is not good, or not any more.
std::optional<std::int64_t> step_of(std::string_view code, std::string_view secret, std::int64_t step,
                                    std::int64_t last_step);

}  // namespace kontor::identity::totp
