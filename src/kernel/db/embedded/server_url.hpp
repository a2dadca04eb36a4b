#pragma once

#include <filesystem>
#include <string>

#include "kernel/db/embedded/unique_fd.hpp"

namespace kontor::db {

// The server listens on no address; the port is but a part of its socket's name.
inline constexpr int kSocketPort = 5432;
inline constexpr const char* kSocketFile = ".s.PGSQL.5432";
inline constexpr const char* kSocketLockFile = ".s.PGSQL.5432.lock";

struct ServerUrls {
  std::string program;
  std::string owner;
  UniqueFd socket_directory;  // where the URLs go through it
};

// How to reach a server whose socket is in `cluster_directory`. A socket's path has at most 107 bytes, and libpq
// splits hosts at commas: what does not fit is named through an open descriptor of the directory instead.
ServerUrls server_urls(const std::filesystem::path& cluster_directory);

}  // namespace kontor::db
