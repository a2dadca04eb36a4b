#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "kernel/core/result.hpp"
#include "kernel/http/request.hpp"
#include "kernel/http/response.hpp"

namespace kontor::http {

// Which web pages of other origins may call the API from a browser. An exact origin may send credentials; `*` allows
// every origin, without credentials. Nothing configured: no other origin.
class Cors {
 public:
  // An entry that is neither `*` nor scheme://host[:port] is an error that names it.
  static Result<Cors> parse(const std::vector<std::string>& origins);

  bool enabled() const { return any_ || !origins_.empty(); }
  // Adds to the head of any answer what lets the page read it.
  void allow(const Request& request, Response& response) const;
  // Also for OPTIONS with Access-Control-Request-Method: what the page may send next.
  void allow_preflight(const Request& request, std::string_view methods, Response& response) const;

 private:
  bool allows(std::string_view origin) const;

  bool any_ = false;
  std::vector<std::string> origins_;
};

}  // namespace kontor::http
