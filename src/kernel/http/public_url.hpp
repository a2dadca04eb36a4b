#pragma once

#include <string>

#include "kernel/core/result.hpp"
#include "kernel/http/settings.hpp"

namespace kontor::http {

// How clients reach this server: scheme, host and a port that is not the scheme's own, without a slash at the end. From
// the settings only: the Host of a request may be anybody's. Where http.public_url is empty it is where the server
// listens, as far as the settings tell (a port 0 stays 0).
std::string public_url(const HttpSettings& settings);

// http.public_url is empty, or http or https with nothing behind the host but a port. Api::make asks.
Result<void> check_public_url(const HttpSettings& settings);

}  // namespace kontor::http
