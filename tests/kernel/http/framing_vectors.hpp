#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace kontor::http {

// A request that means two things to two readers, or nothing at all. `bytes` are followed by another, good request when
// sent to a server, which must never answer that one.
struct RefusedRequest {
  std::string_view what;
  std::string bytes;
  int status;
};

struct AcceptedRequest {
  std::string_view what;
  std::string bytes;
  bool keep_alive;
};

std::vector<RefusedRequest> refused_heads();
std::vector<RefusedRequest> refused_bodies();  // the head is good, the chunked body is not
std::vector<AcceptedRequest> accepted_requests();

}  // namespace kontor::http
