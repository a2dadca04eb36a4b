#pragma once

#include <optional>
#include <string>

#include "kernel/core/money.hpp"
#include "kernel/db/database.hpp"
#include "kernel/json/describe.hpp"
#include "modules/identity/api/identity.hpp"

// What somebody says about themselves: columns of identity.account.
namespace kontor::identity::profiles {

// How they want the shop to speak to them; what is empty they have not said.
struct Preferences {
  std::optional<std::string> locale;
  std::optional<Currency> currency;
  std::optional<bool> marketing;

  static void rules(json::Rules<Preferences>& rule);
  bool operator==(const Preferences&) const = default;
};
KONTOR_DESCRIBE(Preferences, locale, currency, marketing)

// Of an account that is there. Members that this program does not know are those of a newer one, and not lost to it.
Preferences preferences(db::Tx& tx, const UserId& id);

struct Profile {
  std::optional<std::string> first_name;
  std::optional<std::string> last_name;
  Preferences preferences;
};
void save(db::Tx& tx, const UserId& id, const Profile& profile);

}  // namespace kontor::identity::profiles
