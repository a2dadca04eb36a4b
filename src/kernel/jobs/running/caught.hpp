#pragma once

#include <string>

namespace kontor::jobs {

// Of the exception that is being handled, whatever its type, what it says. Only inside of a catch block.
std::string caught();

}  // namespace kontor::jobs
