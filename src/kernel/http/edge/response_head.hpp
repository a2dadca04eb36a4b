#pragma once

#include <ctime>
#include <string>
#include <string_view>

#include "kernel/http/response.hpp"

namespace kontor::http {

// How an answer is put on the wire.
struct AnswerFraming {
  bool http_1_1 = true;
  bool keep_alive = true;
};

bool has_body(int status);  // 1xx, 204 and 304 have none

// Appends status line and fields with the empty line. The edge alone decides about Content-Length, Transfer-Encoding,
// Connection and Date: the response's own are left out, and so is a field that would break out of its line.
void write_response_head(std::string& out, const Response& response, const AnswerFraming& framing,
                         std::string_view date);

// IMF-fixdate: Sun, 06 Nov 1994 08:49:37 GMT.
std::string http_date(std::time_t moment);
std::string http_date();  // of now

}  // namespace kontor::http
