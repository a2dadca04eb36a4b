#include "support/scratch_folder.hpp"

#include <unistd.h>

#include <cstdlib>
#include <stdexcept>
#include <string>

namespace kontor::test {

ScratchFolder::ScratchFolder(const char* name_prefix) {
  std::string name = std::filesystem::temp_directory_path() / (std::string(name_prefix) + "XXXXXX");
  if (!::mkdtemp(name.data())) throw std::runtime_error("cannot make a folder in the temporary directory");
  path_ = name;
}

ScratchFolder::~ScratchFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

}  // namespace kontor::test
