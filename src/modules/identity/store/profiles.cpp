#include "modules/identity/store/profiles.hpp"

#include <stdexcept>

#include "kernel/json/json.hpp"

namespace kontor::identity::profiles {

void Preferences::rules(json::Rules<Preferences>& rule) {
  rule(&Preferences::locale).doc("The language of pages and mails").example("en-GB");
  rule(&Preferences::currency).doc("What prices are shown in");
  rule(&Preferences::marketing).doc("Whether mails may advertise");
}

Preferences preferences(db::Tx& tx, const UserId& id) {
  const auto text = tx.query(R"sql(select account.preferences from identity.account where account.id = $1)sql", id)
                        .one()
                        .get<db::JsonText>("preferences");
  const auto read = json::read<Preferences>(text.text, {.unknown = json::Unknown::ignore});
  if (!read) throw std::runtime_error("an account's preferences cannot be read: " + read.error().code);
  return *read;
}

void save(db::Tx& tx, const UserId& id, const Profile& profile) {
  tx.post(R"sql(
    update identity.account
    set first_name = $2, last_name = $3, preferences = preferences || $4::jsonb, updated_at = kernel.now(),
        version = version + 1
    where account.id = $1
  )sql",
          id, profile.first_name, profile.last_name, db::JsonText{json::to_json(profile.preferences)});
}

}  // namespace kontor::identity::profiles
