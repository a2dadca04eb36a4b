#pragma once

#include <string>
#include <utility>
#include <vector>

#include "kernel/core/result.hpp"
#include "kernel/http/content.hpp"

namespace kontor::http {

// An answer before it is framed. The server adds Content-Length, Date and Connection.
struct Response {
  int status = 200;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;      // either this …
  ContentPtr content;    // … or ready bytes that others may be sending too
  Encoding encoding = Encoding::identity;  // of `content`, as negotiated
  bool close = false;    // end the connection after this answer

  void set(std::string_view name, std::string value);  // replaces
  std::string_view header(std::string_view name) const;
};

// RFC 9457 application/problem+json: type, title, status, code, detail, errors[], request_id.
Response problem(const Error& error, std::string_view request_id);

}  // namespace kontor::http
