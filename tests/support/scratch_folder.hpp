#pragma once

#include <filesystem>

namespace kontor::test {

// A new folder below the system's temporary one, removed with all that is in it at the end.
class ScratchFolder {
 public:
  explicit ScratchFolder(const char* name_prefix = "kontor-test-");
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;
  ~ScratchFolder();

  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

}  // namespace kontor::test
