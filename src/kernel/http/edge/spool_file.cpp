#include "kernel/http/edge/spool_file.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <system_error>

namespace kontor::http {

namespace {

constexpr int kRetryAfterSeconds = 30;

Error cannot_be_kept() {
  const std::error_code reason(errno, std::generic_category());
  return unavailable("The body cannot be kept: " + reason.message() + '.', kRetryAfterSeconds);
}

}  // namespace

Result<std::unique_ptr<SpoolFile>> SpoolFile::open() {
  std::error_code ignored;
  auto name = (std::filesystem::temp_directory_path(ignored) / "kontor-body-XXXXXX").string();
  const int descriptor = ::mkostemp(name.data(), O_CLOEXEC);
  if (descriptor < 0) return cannot_be_kept();
  ::unlink(name.c_str());
  return std::unique_ptr<SpoolFile>(new SpoolFile(descriptor));
}

SpoolFile::~SpoolFile() {
  if (mapped_ != nullptr) ::munmap(mapped_, size_);
  ::close(descriptor_);
}

Result<void> SpoolFile::append(std::string_view bytes) {
  while (!bytes.empty()) {
    const auto written = ::write(descriptor_, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return cannot_be_kept();
    bytes.remove_prefix(static_cast<std::size_t>(written));
    size_ += static_cast<std::size_t>(written);
  }
  return {};
}

Result<std::string_view> SpoolFile::view() {
  if (size_ == 0) return std::string_view();
  if (mapped_ == nullptr) {
    void* const mapped = ::mmap(nullptr, size_, PROT_READ, MAP_PRIVATE, descriptor_, 0);
    if (mapped == MAP_FAILED) return cannot_be_kept();
    mapped_ = mapped;
    ::madvise(mapped_, size_, MADV_SEQUENTIAL);
  }
  return std::string_view(static_cast<const char*>(mapped_), size_);
}

}  // namespace kontor::http
