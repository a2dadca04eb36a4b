#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "kernel/core/result.hpp"
#include "kernel/core/time.hpp"

// Signatures of webhooks as Stripe has them: "t=<seconds>,v1=<hex>[,v1=…]", where v1 is the HMAC-SHA256 of
// "<seconds>.<body>". The sandbox signs the same way.
namespace kontor::payment {

std::string sign_webhook(std::string_view secret, std::string_view body, Timestamp now);

// `rejected` with code invalid_signature; the reason is not told.
Result<void> check_signature(std::string_view signature, std::string_view secret, std::string_view body, Timestamp now,
                             std::chrono::seconds tolerance);

}  // namespace kontor::payment
