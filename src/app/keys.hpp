#pragma once

#include <optional>
#include <string_view>

#include "app/settings.hpp"
#include "kernel/crypto/key_wrap.hpp"

namespace kontor::app {

// 32 bytes in base64, of either alphabet and with or without its padding, or in hex. nullopt: something else.
std::optional<crypto::Key> key_from(std::string_view text);

// Whether the keys that the settings name are keys.
Result<void> check_keys(const Settings& settings);

// How keys are kept at rest. Of settings that were checked.
crypto::KeyWrap key_wrap_of(const SecuritySettings& settings);
std::optional<crypto::Key> service_key_of(const auth::AuthSettings& settings);

}  // namespace kontor::app
