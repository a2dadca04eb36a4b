#include "modules/identity/settings.hpp"

namespace kontor::identity {

void IdentitySettings::rules(json::Rules<IdentitySettings>& rule) {
  rule(&IdentitySettings::session_idle_days)
      .doc("A session that was not refreshed for so long has ended")
      .range(1, 365);
  rule(&IdentitySettings::sessions_per_account).doc("With one more the oldest ends").range(1, 1000);
  rule(&IdentitySettings::password_memory_kib).doc("Argon2id: memory of one hash").range(7 * 1024, 1 << 20);
  rule(&IdentitySettings::password_passes).doc("Argon2id: passes over that memory").range(1, 10);
  rule(&IdentitySettings::signing_key_days).doc("How long a key signs access tokens").range(1, 365);
  rule(&IdentitySettings::attempts_before_delay)
      .doc("Failed sign-ins of an account before it has to wait; an address has four times as many")
      .range(1, 100);
  rule(&IdentitySettings::longest_delay_seconds).doc("The wait doubles with each failure up to this").range(1, 86'400);
}

}  // namespace kontor::identity
