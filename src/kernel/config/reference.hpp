#pragma once

#include <string>

#include "kernel/json/type.hpp"

namespace kontor::config {

// A configuration file with every key, its description and its default, which loads as it is; config/kontor.toml is
// made with it. What is empty by default and has no text for that stands as a comment.
std::string render_reference(const json::Type& settings);

}  // namespace kontor::config
