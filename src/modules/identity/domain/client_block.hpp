#pragma once

#include <string>
#include <string_view>

namespace kontor::identity {

// Who stands for one client: an IPv4 address, in whichever spelling, or the /64 of an IPv6 address, which one
// subscriber owns. What is no address stands for itself.
std::string client_block(std::string_view address);

}  // namespace kontor::identity
