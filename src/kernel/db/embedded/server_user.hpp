#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>

#include "kernel/core/result.hpp"

namespace kontor::db {

// Whom the server runs as; it refuses to run as root.
struct ServerUser {
  uid_t uid;
  gid_t gid;
  std::string name;
};

// This user; for root the owner of the cluster's directory where there is one already, else `postgres`, else `nobody`.
// An Error when the cluster belongs to somebody this process cannot become.
Result<ServerUser> server_user_for(const std::filesystem::path& cluster_directory);

}  // namespace kontor::db
