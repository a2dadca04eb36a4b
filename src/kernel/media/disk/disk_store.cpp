#include "kernel/media/disk/disk_store.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <system_error>

#include "kernel/core/format.hpp"
#include "kernel/core/ids.hpp"

namespace kontor::media {

namespace {

namespace fs = std::filesystem;

constexpr const char* kUnfinished = "unfinished";
constexpr auto kForgotten = std::chrono::hours(1);

Error failed(std::string_view doing, int reason) {
  return unavailable(format("The media folder fails {}: {}", doing, std::generic_category().message(reason)));
}

class File {
 public:
  File(const fs::path& path, int flags) : descriptor_(::open(path.c_str(), flags | O_CLOEXEC | O_NOFOLLOW, 0644)) {}
  ~File() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;

  bool is_open() const { return descriptor_ >= 0; }
  bool sync() const { return ::fsync(descriptor_) == 0; }

  bool write(std::string_view bytes) const {
    while (!bytes.empty()) {
      const auto written = ::write(descriptor_, bytes.data(), bytes.size());
      if (written < 0 && errno == EINTR) continue;
      if (written < 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    return true;
  }

  // False for an error and for an end before it.
  bool read(std::uint64_t first, std::string& into) const {
    for (std::size_t done = 0; done < into.size();) {
      const auto got = ::pread(descriptor_, into.data() + done, into.size() - done, static_cast<off_t>(first + done));
      if (got < 0 && errno == EINTR) continue;
      if (got <= 0) return false;
      done += static_cast<std::size_t>(got);
    }
    return true;
  }

  std::optional<std::uint64_t> size() const {
    struct stat facts {};
    if (::fstat(descriptor_, &facts) != 0 || !S_ISREG(facts.st_mode)) return std::nullopt;
    return static_cast<std::uint64_t>(facts.st_size);
  }

 private:
  int descriptor_;
};

// Errors of a file that is to be read.
Error unreadable() {
  return errno == ENOENT || errno == ENOTDIR ? not_found("picture") : failed("to be read", errno);
}

bool write_whole(const fs::path& path, std::string_view bytes) {
  const File file(path, O_WRONLY | O_CREAT | O_EXCL);
  return file.is_open() && file.write(bytes) && file.sync();
}

// That a file is in its folder is on the disk when the folder is.
bool sync_folder(const fs::path& folder) {
  const File file(folder, O_RDONLY | O_DIRECTORY);
  return file.is_open() && file.sync();
}

bool make_folders(const fs::path& folder) {
  std::error_code error;
  fs::create_directories(folder, error);
  errno = error.value();
  return !error;
}

}  // namespace

fs::path DiskStore::path_of(const Name& name) const {
  const std::string hash(name.hash());
  return folder_ / hash.substr(0, 2) / hash.substr(2, 2) / name.str();
}

void DiskStore::sweep() const {
  std::error_code error;
  const auto now = fs::file_time_type::clock::now();
  for (const auto& entry : fs::directory_iterator(folder_ / kUnfinished, error)) {
    const auto written = entry.last_write_time(error);
    if (!error && now - written > kForgotten) fs::remove(entry.path(), error);
  }
}

Result<void> DiskStore::put(const Name& name, std::string_view bytes, Deadline) {
  const auto path = path_of(name);
  const auto begun = folder_ / kUnfinished / Uuid::generate().str();
  if (!make_folders(begun.parent_path()) || !make_folders(path.parent_path())) return failed("to be made", errno);
  sweep();
  const bool is_there = write_whole(begun, bytes) && ::rename(begun.c_str(), path.c_str()) == 0;
  const int reason = errno;
  if (!is_there) ::unlink(begun.c_str());
  if (!is_there) return failed("to be written", reason);
  const bool is_safe =
      sync_folder(path.parent_path()) && sync_folder(path.parent_path().parent_path()) && sync_folder(folder_);
  return is_safe ? Result<void>() : failed("to be written", errno);
}

Result<std::uint64_t> DiskStore::size(const Name& name, Deadline) {
  const File file(path_of(name), O_RDONLY);
  if (!file.is_open()) return unreadable();
  const auto size = file.size();
  return size ? Result<std::uint64_t>(*size) : Result<std::uint64_t>(not_found("picture"));
}

Result<std::string> DiskStore::get(const Name& name, std::optional<Piece> piece, Deadline) {
  const File file(path_of(name), O_RDONLY);
  if (!file.is_open()) return unreadable();
  const auto size = file.size();
  if (!size) return not_found("picture");
  const auto wanted = piece.value_or(Piece{0, *size});
  const auto first = std::min(wanted.first, *size);
  std::string bytes(std::min(wanted.length, *size - first), '\0');
  if (!file.read(first, bytes)) return failed("to be read", errno);
  return bytes;
}

Result<void> DiskStore::remove(const Name& name, Deadline) {
  if (::unlink(path_of(name).c_str()) == 0 || errno == ENOENT || errno == ENOTDIR) return {};
  return failed("to lose a picture", errno);
}

}  // namespace kontor::media
