#include "app/migrations.hpp"

#include <algorithm>
#include <string_view>
#include <vector>

#include "kernel/core/format.hpp"

namespace kontor::embedded {
std::span<const File> migrations();
}

namespace kontor::app {

std::vector<db::Migration> all_migrations() {
  std::vector<std::string_view> schemas(db::kKernelSchemas.begin(), db::kKernelSchemas.end());
  schemas.push_back("identity");
  schemas.push_back("catalog");
  schemas.push_back("inventory");
  schemas.push_back("payment");
  schemas.push_back("shipping");
  schemas.push_back("pricing");
  schemas.push_back("cart");
  schemas.push_back("ordering");
  return db::migrations_from(embedded::migrations(), schemas);
}

Result<void> check_applied(db::Migrator& migrator) {
  const auto status = migrator.status();
  if (!status) return Error{ErrorKind::unavailable, "migrations_unreadable", status.error().detail};
  const auto open = std::ranges::find_if(*status, [](const db::MigrationStatus& one) {
    return one.state == db::MigrationStatus::State::pending || one.state == db::MigrationStatus::State::changed;
  });
  if (open == status->end()) return {};
  return unavailable(format("{}/{:04} {} is not applied", open->module, open->number, open->name));
}

}  // namespace kontor::app
