#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "kernel/core/result.hpp"

namespace kontor::db {

inline constexpr int kOldestPostgres = 15;

// The installed server programs of one major version.
struct PostgresPrograms {
  std::filesystem::path folder;
  int major_version = 0;

  std::string initdb() const { return folder / "initdb"; }
  std::string postgres() const { return folder / "postgres"; }
};

// The newest installed, or the version that existing data needs. An Error names the package to install.
Result<PostgresPrograms> find_postgres_programs(std::optional<int> major_version);

// From "postgres (PostgreSQL) 15.6 (Debian 15.6-0+deb12u1)": 15.
std::optional<int> major_version_of(std::string_view version_line);

}  // namespace kontor::db
