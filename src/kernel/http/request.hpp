#pragma once

#include <string_view>
#include <utility>
#include <vector>

namespace kontor::http {

enum class Method { get, head, post, put, patch, del, options, other };
std::string_view to_string(Method method);
Method method_of(std::string_view name);  // methods are case-sensitive

// One request as it came in. Lives until its answer is written; the views point into the connection's buffers.
struct Request {
  Method method = Method::other;
  std::string_view method_name;
  std::string_view target;                                             // as sent
  std::string_view path;                                               // target up to '?', not decoded
  std::string_view query;                                              // after '?', not decoded
  std::vector<std::pair<std::string_view, std::string_view>> headers;  // names as sent, values trimmed
  std::string_view body;
  std::string_view peer_address;  // of the socket
  bool secure = false;            // came in over TLS
  bool http_1_1 = true;           // else 1.0

  // Of the first field with this name, whatever its case; empty when there is none.
  std::string_view header(std::string_view name) const;
};

}  // namespace kontor::http
