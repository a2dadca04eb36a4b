#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/http/request.hpp"
#include "kernel/http/server.hpp"

namespace kontor::http {

// Finds which declared path a request means. A pattern is `/catalog/products/{key}`; `{file*}` at the end takes one or
// more segments. A literal goes before a parameter, a parameter before the rest of a path.
//
// Paths are compared as they are: another case, an empty segment or a slash at the end is another path, which is not
// there. Escapes are decoded before a literal is compared, and an encoded slash stays inside its segment.
class Router {
 public:
  enum class Outcome { found, not_found, method_not_allowed, options, bad_path };

  struct Found {
    Outcome outcome = Outcome::not_found;
    std::size_t route = 0;                                      // as given to `add`
    std::array<std::string_view, kMaxPathParameters> values{};  // not decoded
    std::string_view allow;                                     // whenever the path exists
  };

  Router();
  ~Router();
  Router(Router&&) noexcept;

  // Throws std::logic_error for a pattern that makes no sense or is taken.
  void add(Method method, std::string_view pattern, std::size_t route);

  // HEAD finds the GET route unless it has its own; OPTIONS of a known path without an own route is `options`.
  // Does not allocate unless the path has escapes.
  Found find(Method method, std::string_view path) const;

 private:
  struct Node;
  std::unique_ptr<Node> root_;
};

// The names between braces, in order; "file" for `{file*}`.
std::vector<std::string> parameter_names(std::string_view pattern);

}  // namespace kontor::http
