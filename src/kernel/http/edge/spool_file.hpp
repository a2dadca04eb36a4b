#pragma once

#include <cstddef>
#include <memory>
#include <string_view>

#include "kernel/core/result.hpp"

namespace kontor::http {

// A long body on its way to its handler: bytes in a file that has no name and goes with the process at the latest. Its
// pages are the operating system's to drop and read again, so they are nobody's memory.
class SpoolFile {
 public:
  // In the system's folder for temporary files (TMPDIR).
  static Result<std::unique_ptr<SpoolFile>> open();
  ~SpoolFile();
  SpoolFile(const SpoolFile&) = delete;
  SpoolFile& operator=(const SpoolFile&) = delete;

  // Blocks. `unavailable` where the disk takes no more.
  Result<void> append(std::string_view bytes);
  // All of it, once nothing more comes; good as long as the file lives.
  Result<std::string_view> view();

 private:
  explicit SpoolFile(int descriptor) : descriptor_(descriptor) {}

  int descriptor_;
  std::size_t size_ = 0;
  void* mapped_ = nullptr;
};

}  // namespace kontor::http
