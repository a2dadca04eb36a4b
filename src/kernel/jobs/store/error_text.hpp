#pragma once

#include <string>

#include "kernel/core/result.hpp"

namespace kontor::jobs {

// "code: detail", as operators see it; of bounded length and without what PostgreSQL cannot hold.
std::string error_text(const Error& error);

}  // namespace kontor::jobs
