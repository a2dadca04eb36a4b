#include "kernel/db/migrations.hpp"

#include <algorithm>

#include "kernel/db/migration/migration_journal.hpp"
#include "kernel/db/migration/role_rights.hpp"
#include "kernel/db/session/connection_text.hpp"
#include "kernel/db/session/sole_session.hpp"

namespace kontor::db {

namespace {

// Any number that no one else takes; advisory locks belong to one database.
constexpr std::int64_t kMigrationLock = 0x6b6f6e746f72;

std::string file_of(const Migration& migration) {
  return file_name(migration.module, migration.number, migration.name);
}

std::vector<std::string> modules_of(const std::vector<Migration>& migrations) {
  std::vector<std::string> modules;
  for (const auto& migration : migrations) {
    if (modules.empty() || modules.back() != migration.module) modules.push_back(migration.module);
  }
  return modules;
}

// What is still to be done; `conflict` when a file is not what it was when it was applied.
Result<std::vector<const Migration*>> pending(const std::vector<Migration>& migrations,
                                              const std::vector<AppliedMigration>& applied) {
  std::vector<const Migration*> missing;
  for (const auto& migration : migrations) {
    const auto* before = find(applied, migration.module, migration.number);
    if (before == nullptr) {
      missing.push_back(&migration);
    } else if (before->checksum != migration.checksum) {
      return conflict("migration_changed", file_of(migration) +
                                               " has changed since it was applied to this database. "
                                               "Restore it, and put the change into a new file.");
    }
  }
  return missing;
}

// One transaction with its row in the journal.
void apply(Connection& owner, const Migration& migration) {
  owner.begin("");
  // What an earlier migration set for its session is not for this one.
  owner.post("reset all", {});
  owner.post("set local lock_timeout = '10s'", {});
  try {
    owner.script(std::string(migration.sql));
    record(owner, migration);
    owner.commit();
  } catch (...) {
    owner.rollback();
    throw;
  }
}

template <class Work>
std::invoke_result_t<Work> as_result(Work&& work) {
  try {
    return work();
  } catch (const Unavailable& failure) {
    return unavailable("The database cannot be reached: " + std::string(failure.what()));
  } catch (const std::runtime_error& failure) {
    return Error{ErrorKind::internal, "migration_failed", failure.what()};
  }
}

}  // namespace

Migrator::Migrator(DatabaseSettings settings, std::vector<Migration> migrations, const telemetry::Log& log)
    : settings_(std::move(settings)), migrations_(std::move(migrations)), log_(log) {}

Result<int> Migrator::migrate() {
  return as_result([&]() -> Result<int> {
    const auto& owner_url = settings_.owner_url.empty() ? settings_.url : settings_.owner_url;
    SoleSession session(owner_url, settings_.connect_timeout_ms);
    Connection& owner = session.connection();
    const auto rights = [&] {
      const auto database = owner.read("", "select current_database() as name", {}).one().get<std::string>("name");
      return RoleRights(owner, settings_.role_prefix.empty() ? database : settings_.role_prefix,
                        login_of(settings_.url), modules_of(migrations_));
    };
    auto todo = pending(migrations_, read_journal(owner));
    if (!todo) return std::move(todo).error();
    if (todo->empty() && rights().complete()) return 0;

    // Held until the session ends; another instance may have done it all meanwhile.
    owner.read("", "select pg_advisory_lock($1)", pack(kMigrationLock));
    todo = pending(migrations_, read_journal(owner));
    if (!todo) return std::move(todo).error();
    make_journal(owner, login_of(settings_.url));
    if (auto done = rights().establish(); !done) return std::move(done).error();
    return apply_all(owner, *todo);
  });
}

Result<int> Migrator::apply_all(Connection& owner, const std::vector<const Migration*>& todo) {
  int applied = 0;
  for (const auto* migration : todo) {
    try {
      apply(owner, *migration);
    } catch (const std::runtime_error& failure) {
      return Error{ErrorKind::internal, "migration_failed", file_of(*migration) + ": " + failure.what()};
    }
    log_.info("migration_applied", {{"file", file_of(*migration)}});
    ++applied;
  }
  return applied;
}

Result<std::vector<MigrationStatus>> Migrator::status() {
  return as_result([&]() -> Result<std::vector<MigrationStatus>> {
    SoleSession session(settings_.url, settings_.connect_timeout_ms);
    const auto applied = read_journal(session.connection());
    std::vector<MigrationStatus> all;
    for (const auto& migration : migrations_) {
      using State = MigrationStatus::State;
      MigrationStatus one{migration.module, migration.number, migration.name, State::pending, std::nullopt};
      if (const auto* before = find(applied, migration.module, migration.number)) {
        one.state = before->checksum == migration.checksum ? State::applied : State::changed;
        one.applied_at = before->applied_at;
      }
      all.push_back(std::move(one));
    }
    for (const auto& before : applied) {
      const auto known = std::any_of(migrations_.begin(), migrations_.end(), [&](const Migration& migration) {
        return migration.module == before.module && migration.number == before.number;
      });
      if (known) continue;
      all.push_back({before.module, before.number, before.name, MigrationStatus::State::unknown, before.applied_at});
    }
    return all;
  });
}

}  // namespace kontor::db
