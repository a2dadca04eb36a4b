#include "kernel/db/embedded/server_user.hpp"

#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <optional>

namespace kontor::db {

namespace {

std::optional<ServerUser> by_name(const char* name) {
  passwd entry{};
  passwd* found = nullptr;
  std::array<char, 4096> buffer;
  if (::getpwnam_r(name, &entry, buffer.data(), buffer.size(), &found) != 0 || !found) return std::nullopt;
  return ServerUser{found->pw_uid, found->pw_gid, found->pw_name};
}

ServerUser by_uid(uid_t uid, gid_t gid) {
  passwd entry{};
  passwd* found = nullptr;
  std::array<char, 4096> buffer;
  const bool known = ::getpwuid_r(uid, &entry, buffer.data(), buffer.size(), &found) == 0 && found;
  return {uid, gid, known ? found->pw_name : std::to_string(uid)};
}

Error not_ours(const std::filesystem::path& directory, const std::string& detail) {
  return {ErrorKind::unavailable, "data_dir_unusable", directory.string() + " belongs to " + detail};
}

}  // namespace

Result<ServerUser> server_user_for(const std::filesystem::path& cluster_directory) {
  const uid_t me = ::geteuid();
  struct stat existing {};
  const bool exists = ::stat(cluster_directory.c_str(), &existing) == 0;
  if (me != 0) {
    if (!exists || existing.st_uid == me) return by_uid(me, ::getegid());
    const auto owner = by_uid(existing.st_uid, existing.st_gid).name;
    return not_ours(cluster_directory, owner + ": run as " + owner + " or root, or choose another --data-dir");
  }
  if (exists && existing.st_uid != 0) return by_uid(existing.st_uid, existing.st_gid);
  auto user = by_name("postgres");
  if (!user) user = by_name("nobody");
  if (!user) {
    return Error{ErrorKind::unavailable, "embedded_server_failed",
                 "PostgreSQL does not run as root and there is neither a user postgres nor nobody: add one of them"};
  }
  std::error_code unreadable;
  if (exists && !std::filesystem::is_empty(cluster_directory, unreadable)) {
    return not_ours(cluster_directory, "root, and PostgreSQL does not run as root: chown -R " + user->name + " " +
                                           cluster_directory.string());
  }
  return *user;
}

}  // namespace kontor::db
