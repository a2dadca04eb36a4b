#pragma once

#include <string>
#include <string_view>

namespace kontor::http {

// The id that a request is known by in logs and problems: what the client offers in X-Correlation-Id when it is 1 to 64
// letters, digits or -._: characters, else a new one of 13.
std::string request_id_for(std::string_view offered);

}  // namespace kontor::http
