#pragma once

#include <filesystem>

#include "kernel/core/result.hpp"
#include "kernel/db/embedded/postgres_programs.hpp"
#include "kernel/db/embedded/server_user.hpp"
#include "kernel/db/embedded/unique_fd.hpp"
#include "kernel/db/embedded_server.hpp"

namespace kontor::db {

inline constexpr const char* kOwnerRole = "kontor_owner";
inline constexpr const char* kProgramRole = "kontor_app";
inline constexpr const char* kDatabaseName = "kontor";

// The files of a server, in <data_dir>/postgres, with the roles and the database that the program starts from.
struct Cluster {
  std::filesystem::path directory;
  UniqueFd fd;  // of the directory
  ServerUser user;
  PostgresPrograms programs;
};

std::filesystem::path cluster_directory(const std::filesystem::path& data_dir);

// Opens it, and makes it where there is none. It is made beside its place and renamed when it is whole and on disk,
// so what a kill leaves behind is thrown away by the next start. The caller holds the lock on the data directory.
Result<Cluster> open_cluster(const std::filesystem::path& data_dir, Durability durability);

}  // namespace kontor::db
