#pragma once

#include <filesystem>

#include "kernel/core/result.hpp"

namespace kontor::catalog::seed {

// Writes every picture below the media folder (may be repeated); a file is there whole or not at all. The error
// (`media_not_written`) names the file and the reason.
Result<void> write_pictures(const std::filesystem::path& media_dir);

}  // namespace kontor::catalog::seed
