#pragma once

#include <array>
#include <cstddef>
#include <string_view>
#include <variant>

#include "kernel/core/result.hpp"

namespace kontor::auth {

// Why credentials are not good. Whoever sent them is never told: it is counted.
enum class Refusal {
  malformed,
  oversized,
  algorithm,
  type,
  key,
  signature,
  claims,
  issuer,
  audience,
  expired,
  not_yet_valid,
  session_ended,
  api_key,
};

// By the values of Refusal.
inline constexpr std::array<std::string_view, 13> kRefusalNames = {
    "malformed", "oversized", "algorithm", "type",          "key",           "signature", "claims",
    "issuer",    "audience",  "expired",   "not_yet_valid", "session_ended", "api_key"};

template <class T>
using Examined = std::variant<T, Refusal>;

// One for all reasons.
Error refused_credentials();

}  // namespace kontor::auth
