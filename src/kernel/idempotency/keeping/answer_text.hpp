#pragma once

#include <string>
#include <string_view>

#include "kernel/http/response.hpp"

namespace kontor::idempotency {

// Ready bytes become the response's own, with their Content-Type and ETag. A stream or a WebSocket cannot be kept: a
// bug of the endpoint.
void make_keepable(http::Response& response);

// Status, headers and body in one text, and back.
std::string answer_text(const http::Response& response);
http::Response answer_from(std::string_view text);

}  // namespace kontor::idempotency
