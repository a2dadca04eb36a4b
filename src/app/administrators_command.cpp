#include <array>
#include <cstdio>
#include <optional>
#include <string>

#include "app/actions.hpp"
#include "app/commands.hpp"
#include "app/terminal.hpp"
#include "kernel/core/format.hpp"
#include "kernel/json/describe.hpp"
#include "kernel/json/json.hpp"

namespace kontor::app {

namespace {

struct CreatedView {
  identity::UserId id;
  std::string email;
};
KONTOR_DESCRIBE(CreatedView, id, email)

struct PromotedView {
  std::string email;
  bool promoted = false;  // false: it was an administrator's already
};
KONTOR_DESCRIBE(PromotedView, email, promoted)

Result<std::string> password_of(const CommandLine& line) {
  if (line.has("password-stdin")) return read_password();
  return usage_error("the password is read from standard input: say so with --password-stdin");
}

Error with_advice(Error error, const std::string& email) {
  if (error.code == "email_taken") {
    error.detail =
        format("{0} has an account already; kontor admin promote --email {0} makes it an administrator's", email);
  }
  return error;
}

template <class View>
void print(const CommandLine& line, const View& view, const std::string& text) {
  std::puts(line.has("json") ? json::to_json(view).c_str() : text.c_str());
}

int create(const CommandLine& line) {
  return in_house(line, [&](House& house) -> Result<void> {
    const auto email = line.option("email", "");
    if (email.empty()) return usage_error("whose? --email EMAIL");
    const auto password = password_of(line);
    if (!password) return password.error();
    const auto made =
        house.identity().create_administrator({email, *password, line.given("first-name"), line.given("last-name")});
    if (!made) return with_advice(made.error(), email);
    print(line, CreatedView{*made, email}, format("{} is an administrator now.", email));
    return {};
  });
}

int promote(const CommandLine& line) {
  return in_house(line, [&](House& house) -> Result<void> {
    const auto email = line.option("email", "");
    if (email.empty()) return usage_error("whose? --email EMAIL");
    const auto promoted = house.identity().promote_to_administrator(email);
    if (!promoted) return promoted.error();
    print(line, PromotedView{email, *promoted},
          *promoted ? format("{} is an administrator from the next sign-in or refresh on.", email)
                    : format("{} is an administrator already.", email));
    return {};
  });
}

constexpr std::array kAdminActions{
    Action{"create", "", "a new account: --email, --password-stdin, --first-name, --last-name", &create},
    Action{"promote", "", "make an account that there is an administrator's: --email", &promote},
};

}  // namespace

int administrators(const CommandLine& line) {
  return run_action("admin", kAdminActions, line);
}

}  // namespace kontor::app
