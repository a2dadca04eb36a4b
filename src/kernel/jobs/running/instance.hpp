#pragma once

#include <string>

namespace kontor::jobs {

// host:process, for people who look at who holds what.
std::string instance_name();

}  // namespace kontor::jobs
