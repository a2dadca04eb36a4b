#include "kernel/db/embedded/file_lock.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <string>

#include "kernel/core/text.hpp"

namespace kontor::db {

namespace {

std::string advice(int reason) {
  switch (reason) {
    case EACCES:
    case EPERM:
    case EROFS:
      return "; run as the owner of the data directory, or choose another with --data-dir";
    case ENOSPC:
    case EDQUOT:
      return "; free some space, or choose another data directory with --data-dir";
    default:
      return "; choose another data directory with --data-dir";
  }
}

Error cannot(const char* what, const std::filesystem::path& path, int reason) {
  return {ErrorKind::unavailable, "data_dir_unusable",
          std::string("cannot ") + what + " " + path.string() + ": " + std::strerror(reason) + advice(reason)};
}

bool write_pid(int fd) {
  const std::string text = std::to_string(::getpid()) + "\n";
  return ::ftruncate(fd, 0) == 0 && ::pwrite(fd, text.data(), text.size(), 0) == static_cast<ssize_t>(text.size());
}

}  // namespace

Result<std::optional<FileLock>> FileLock::try_take(const std::filesystem::path& file) {
  UniqueFd fd(::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  if (!fd) return cannot("open", file, errno);
  if (::flock(fd.get(), LOCK_EX | LOCK_NB) != 0) {
    if (errno == EWOULDBLOCK) return std::optional<FileLock>();
    return cannot("lock", file, errno);
  }
  if (!write_pid(fd.get())) return cannot("write", file, errno);
  return std::optional<FileLock>(FileLock(std::move(fd)));
}

std::optional<pid_t> FileLock::named_holder(const std::filesystem::path& file) {
  UniqueFd fd(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
  if (!fd) return std::nullopt;
  std::array<char, 32> buffer{};
  const auto size = ::pread(fd.get(), buffer.data(), buffer.size(), 0);
  const auto pid = text::parse_int(text::trim({buffer.data(), size < 0 ? 0 : static_cast<std::size_t>(size)}));
  return pid ? std::optional<pid_t>(static_cast<pid_t>(*pid)) : std::nullopt;
}

Result<void> ensure_data_dir(const std::filesystem::path& data_dir) {
  std::error_code failed;
  if (std::filesystem::is_directory(data_dir, failed)) return {};
  if (data_dir.has_parent_path()) std::filesystem::create_directories(data_dir.parent_path(), failed);
  if (::mkdir(data_dir.c_str(), 0700) != 0 && errno != EEXIST) return cannot("make", data_dir, errno);
  if (!std::filesystem::is_directory(data_dir, failed)) return cannot("use", data_dir, ENOTDIR);
  return {};
}

}  // namespace kontor::db
