#pragma once

#include "kernel/crypto/passwords.hpp"
#include "kernel/json/describe.hpp"

namespace kontor::identity {

struct IdentitySettings {
  int session_idle_days = 30;
  int sessions_per_account = 50;
  int password_memory_kib = 19 * 1024;
  int password_passes = 2;
  int signing_key_days = 30;
  int attempts_before_delay = 5;
  int longest_delay_seconds = 900;

  crypto::PasswordCost password_cost() const { return {password_memory_kib, password_passes}; }
  static void rules(json::Rules<IdentitySettings>& rule);
};
KONTOR_DESCRIBE(IdentitySettings, session_idle_days, sessions_per_account, password_memory_kib, password_passes,
                signing_key_days, attempts_before_delay, longest_delay_seconds)

}  // namespace kontor::identity
