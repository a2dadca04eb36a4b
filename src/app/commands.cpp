#include "app/commands.hpp"

#include <array>
#include <cstdio>

#include "app/exit_codes.hpp"
#include "kernel/core/format.hpp"
#include "kernel/json/describe.hpp"
#include "kernel/json/json.hpp"

namespace kontor::app {

namespace {

constexpr Option kJson{"json", "", "print JSON"};
constexpr Option kConfig{"config", "FILE", "read this configuration file"};

constexpr std::array kServeOptions{kConfig};
constexpr std::array kPlainOptions{kConfig, kJson};
constexpr std::array kMigrateOptions{kConfig, kJson, Option{"status", "", "show what is applied, change nothing"}};
constexpr std::array kSeedOptions{
    kConfig, kJson, Option{"size", "s|m|l", "100, 10 thousand or 100 thousand products (s)"},
    Option{"number", "N", "the same number gives the same products (1)"},
    Option{"customers-password-stdin", "", "read a password that all customers get; without it nobody can be them"}};

constexpr std::array kAdminOptions{
    kConfig,
    kJson,
    Option{"email", "EMAIL", "whose account"},
    Option{"password-stdin", "", "create: read the password from standard input"},
    Option{"first-name", "NAME", "create"},
    Option{"last-name", "NAME", "create"},
};

constexpr std::array kEventsOptions{
    kConfig,
    kJson,
    Option{"topic", "NAME", "list, tail: only this topic"},
    Option{"type", "NAME", "list, tail: only this type"},
    Option{"limit", "N", "list, dead-letters: so many (20); tail: end after so many"},
    Option{"after", "CURSOR", "list, tail, dead-letters: behind this place"},
    Option{"from-start", "", "list, tail: from the beginning of the log"},
    Option{"all", "", "retry: all dead letters of the group"},
    Option{"from", "TIME", "replay: only events from this time on"},
    Option{"dry-run", "", "replay: say what would be done, change nothing"},
    Option{"no-wait", "", "replay: do not wait until the group has caught up"},
    Option{"write", "DIR", "catalogue: write the page and the schemas there"},
};

constexpr std::array kAuditOptions{
    kConfig,
    kJson,
    Option{"action", "NAME", "list: only this action"},
    Option{"subject", "ID", "list: only what was done to this"},
    Option{"actor", "ID", "list: only what was done by this one"},
    Option{"from", "TIME", "list: from this time on"},
    Option{"to", "TIME", "list: before this time"},
    Option{"limit", "N", "list: so many (20)"},
    Option{"after", "CURSOR", "list: older than this place"},
    Option{"expect", "NUMBER:HASH", "verify: the chain has this entry, as `kontor audit head` once said"},
};

constexpr std::array kJobsOptions{
    kConfig,
    kJson,
    Option{"kind", "NAME", "errands: only of this kind"},
    Option{"state", "STATE", "errands: waiting, done, failed or dropped"},
    Option{"limit", "N", "errands: so many (20)"},
    Option{"after", "ID", "errands: behind this one"},
};

constexpr std::array kKeysOptions{kConfig, kJson,
                                  Option{"now", "", "rotate: at once; whoever has a token has to refresh it"}};

constexpr Option kCurrency{"currency", "CODE", "of prices in Shopify's format (the shop's own)"};
constexpr std::array kImportOptions{kConfig, kJson, kCurrency,
                                    Option{"dry-run", "", "say what would happen, change nothing"},
                                    Option{"errors", "N", "show so many mistakes of the file (20)"}};
constexpr std::array kExportOptions{kConfig, kCurrency, Option{"format", "full|shopify", "which columns (full)"}};

constexpr std::array kCommands{
    Command{"serve", "", "serve the API until interrupted", kServeOptions, &serve},
    Command{"migrate", "", "bring the database to this version's schema", kMigrateOptions, &migrate},
    Command{"seed", "", "fill an empty catalog with demo data", kSeedOptions, &seed},
    Command{"import", "products FILE", "take in a file of products", kImportOptions, &import_files},
    Command{"export", "products", "give all products out as a file", kExportOptions, &export_files},
    Command{"events", "ACTION", "look at the event log and its groups (kontor events)", kEventsOptions, &events},
    Command{"jobs", "ACTION", "what is done at certain times, and errands (kontor jobs)", kJobsOptions, &jobs},
    Command{"admin", "create|promote", "make an administrator", kAdminOptions, &administrators},
    Command{"audit", "list|verify|head", "who did what, and whether that was changed", kAuditOptions, &audit},
    Command{"keys", "list|rotate", "what access tokens are signed with", kKeysOptions, &keys},
    Command{"verify", "", "hold all data against each other; exit code 3 where it does not fit", kPlainOptions,
            &verify_all},
    Command{"failpoints", "", "list the places where a test can break the program", kPlainOptions, &failpoints},
    Command{"config", "print|check|reference", "show or check the configuration", kPlainOptions, &config},
    Command{"version", "", "print the version", kPlainOptions, &version},
    Command{"help", "", "print this", {}, &help},
};

struct VersionView {
  std::string version;
  std::string compiler;
};
KONTOR_DESCRIBE(VersionView, version, compiler)

}  // namespace

std::span<const Command> all_commands() {
  return kCommands;
}

int version(const CommandLine& line) {
  const VersionView view{KONTOR_VERSION, __VERSION__};
  std::puts(line.has("json") ? json::to_json(view).c_str() : format("kontor {}", view.version).c_str());
  return kDone;
}

int help(const CommandLine&) {
  std::puts("Kontor: a commerce backend in one binary\n\nusage: kontor COMMAND [options]\n");
  for (const auto& command : kCommands) {
    std::puts(format("  {:<30} {}", format("{} {}", command.name, command.arguments), command.summary).c_str());
    for (const auto& option : command.options) {
      std::puts(format("    {:<28} {}", format("--{} {}", option.name, option.value), option.help).c_str());
    }
  }
  std::puts(
      "\nEvery configuration key is an option too, and an environment variable:"
      "\n  --http.listen ADDRESS          KONTOR_HTTP_LISTEN=ADDRESS\nin short:");
  for (const auto& shorthand : shorthands()) {
    std::puts(format("  {:<30} --{}", format("--{}", shorthand.flag), shorthand.key).c_str());
  }
  return kDone;
}

}  // namespace kontor::app
