#include "modules/identity/http/profile_endpoints.hpp"

#include "kernel/core/text.hpp"
#include "kernel/json/change.hpp"
#include "modules/identity/actions/owner_proof.hpp"
#include "modules/identity/domain/locale.hpp"
#include "modules/identity/domain/name_rules.hpp"
#include "modules/identity/http/caller.hpp"
#include "modules/identity/http/views.hpp"
#include "modules/identity/store/accounts.hpp"
#include "modules/identity/store/profiles.hpp"

namespace kontor::identity {

namespace {

struct PreferencesPatch {
  json::Change<std::string> locale;
  json::Change<Currency> currency;
  json::Change<bool> marketing;

  static void rules(json::Rules<PreferencesPatch>& rule) {
    rule(&PreferencesPatch::locale).length(2, 20).example("en-GB");
    rule(&PreferencesPatch::marketing).doc("Whether mails may advertise");
  }
};
KONTOR_DESCRIBE(PreferencesPatch, locale, currency, marketing)

struct ProfilePatch {
  json::Change<std::string> first_name;
  json::Change<std::string> last_name;
  json::Change<PreferencesPatch> preferences;

  static void rules(json::Rules<ProfilePatch>& rule) {
    rule(&ProfilePatch::first_name).length(0, 100).example("Ada");
    rule(&ProfilePatch::last_name).length(0, 100).example("Lovelace");
  }
};
KONTOR_DESCRIBE(ProfilePatch, first_name, last_name, preferences)

void check_name(const json::Change<std::string>& name, std::string_view pointer, std::vector<FieldProblem>& problems) {
  if (!name) return;
  if (auto problem = problem_of_name(*name, pointer)) problems.push_back(*std::move(problem));
}

std::vector<FieldProblem> problems_of(const ProfilePatch& patch) {
  std::vector<FieldProblem> problems;
  check_name(patch.first_name, "/first_name", problems);
  check_name(patch.last_name, "/last_name", problems);
  if (patch.preferences && patch.preferences->locale && !is_locale(*patch.preferences->locale)) {
    problems.push_back({"/preferences/locale", "format", "must be a language such as de or en-GB"});
  }
  return problems;
}

// Blanks are no name.
void apply_name(const json::Change<std::string>& change, std::optional<std::string>& name) {
  change.apply_to(name);
  if (name) name = std::string(text::trim(*name));
  if (name && name->empty()) name.reset();
}

profiles::Preferences patched(const json::Change<PreferencesPatch>& patch, profiles::Preferences preferences) {
  if (!patch.is_mentioned()) return preferences;
  if (!patch) return {};
  patch->locale.apply_to(preferences.locale);
  patch->currency.apply_to(preferences.currency);
  patch->marketing.apply_to(preferences.marketing);
  return preferences;
}

Result<UserView> me(db::Tx& tx, const UserId& user, accounts::Lock lock = accounts::Lock::none) {
  const auto account = accounts::find(tx, user, lock);
  if (!account || !account->may_sign_in()) return no_account();
  return view_of(*account, profiles::preferences(tx, user));
}

Result<UserView> change(db::Database database, const UserId& user, const ProfilePatch& patch) {
  if (auto problems = problems_of(patch); !problems.empty()) return invalid(std::move(problems));
  return database.transact([&](db::Tx& tx) -> Result<UserView> {
    auto view = me(tx, user, accounts::Lock::row);
    if (!view) return view;
    apply_name(patch.first_name, view->first_name);
    apply_name(patch.last_name, view->last_name);
    view->preferences = patched(patch.preferences, view->preferences);
    profiles::save(tx, user, {view->first_name, view->last_name, view->preferences});
    return view;
  });
}

}  // namespace

std::vector<http::Endpoint> profile_endpoints(db::Database database) {
  return {
      for_the_user(http::get("/identity/me"))
          .summary("Who is signed in")
          .answers<UserView>()
          .handle([database](const auto& call) {
            return db::Database(database).transact([&](db::Tx& tx) { return me(tx, user_of(call.caller)); });
          }),
      for_the_user(http::patch("/identity/me"))
          .summary("Changes what they say about themselves")
          .description("A merge patch (RFC 7396): what is not mentioned stays, null clears.")
          .body<ProfilePatch>()
          .answers<UserView>()
          .handle([database](const auto& call) { return change(database, user_of(call.caller), call.body); }),
  };
}

}  // namespace kontor::identity
