#pragma once

#include <sys/types.h>

#include <filesystem>
#include <optional>

#include "kernel/core/result.hpp"
#include "kernel/db/embedded/unique_fd.hpp"

namespace kontor::db {

// A file that one holder at a time has locked, and that says which process that is. The operating system lets go of
// it when the process ends, however it ends; the file itself stays.
class FileLock {
 public:
  // Does not wait: nullopt while somebody else holds it. An Error when the file cannot be opened.
  static Result<std::optional<FileLock>> try_take(const std::filesystem::path& file);
  // The process that the file names: who holds it, or, while nobody does, who held it last.
  static std::optional<pid_t> named_holder(const std::filesystem::path& file);

 private:
  explicit FileLock(UniqueFd fd) : fd_(std::move(fd)) {}
  UniqueFd fd_;
};

// The directory, made with access for this user only where it is missing.
Result<void> ensure_data_dir(const std::filesystem::path& data_dir);

}  // namespace kontor::db
