#pragma once

#include <optional>
#include <string>

#include "kernel/http/client.hpp"
#include "kernel/http/client/url.hpp"

// What the client decides, without I/O.
namespace kontor::http {

// Whether sending the request twice has the effect of sending it once.
bool may_repeat(const ClientRequest& request);

// The head of the request, with its trace as it is, or nullopt when a field would break the framing or is the client's
// own.
std::optional<std::string> request_head(const ClientRequest& request, const Url& url);

// The request that follows a redirect; nullopt when `answer` is none, or one that must not be followed.
std::optional<ClientRequest> redirected(const ClientRequest& request, const Url& url, const ClientResponse& answer);

}  // namespace kontor::http
