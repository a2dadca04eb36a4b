#pragma once

#include <array>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/core/embedded.hpp"
#include "kernel/core/result.hpp"
#include "kernel/core/time.hpp"
#include "kernel/db/pool.hpp"
#include "kernel/telemetry/log.hpp"

namespace kontor::db {

class Connection;

// The kernel's own schemas, migrated before the modules': `kernel` (the clock, what is kept once for everybody), `bus`
// (the event log and its readers), `jobs` and `audit`. Their functions are open to every module's role, their tables
// only to their own.
inline constexpr std::array<std::string_view, 4> kKernelSchemas{"kernel", "bus", "jobs", "audit"};

// In these, no role may change or remove a row, their own included: only read and add.
inline constexpr std::array<std::string_view, 1> kAppendOnlySchemas{"audit"};

// The role <prefix>_verify reads every schema and changes nothing, for who holds the modules' data against each other.
// It sees neither accounts and credentials nor what the kernel keeps secret for others.
inline constexpr std::string_view kReader = "verify";
inline constexpr std::array<std::string_view, 2> kUnreadSchemas{"identity", "kernel"};

struct Migration {
  std::string module;
  int number = 0;
  std::string name;
  std::string_view sql;
  std::string checksum;  // SHA-256 of the text, hex
};

// From embedded files `<module>/<number>_<name>.sql`, ordered by module (as given in `modules`) and number. A file of
// an unknown module, a gap or a number twice is a bug in the build and ends the process.
std::vector<Migration> migrations_from(std::span<const embedded::File> files,
                                       std::span<const std::string_view> modules);

struct MigrationStatus {
  enum class State { applied, pending, changed, unknown };  // unknown: applied by a newer program
  std::string module;
  int number = 0;
  std::string name;
  State state = State::pending;
  std::optional<Timestamp> applied_at;
};

// Forward only. For each module: its schema, its NOLOGIN role <prefix>_<module> and that role's rights on its own
// schema and to call the functions of the kernel's; and the reader's role. The program's login role becomes a member.
// Each migration is one transaction with its row in kontor.migration; all of it under one advisory lock, so many
// instances may start at once. A file that changed after it was applied stops everything before anything is done.
class Migrator {
 public:
  Migrator(DatabaseSettings settings, std::vector<Migration> migrations, const telemetry::Log& log);

  // How many were applied; may be repeated. What was applied before a failure stays. Blocks while another instance
  // migrates. Errors name the file, or the SQL that an administrator has to run first.
  Result<int> migrate();
  // Only reads, and as the program's login role.
  Result<std::vector<MigrationStatus>> status();

 private:
  Result<int> apply_all(Connection& owner, const std::vector<const Migration*>& todo);

  DatabaseSettings settings_;
  std::vector<Migration> migrations_;
  const telemetry::Log& log_;
};

}  // namespace kontor::db
