#pragma once

// fmt, until the compiler brings <format>.
#include <fmt/format.h>

namespace kontor {

using fmt::format;
using fmt::format_to;

}  // namespace kontor
