#pragma once

#include <optional>
#include <string_view>

#include "kernel/http/content.hpp"

// What a client says it can read. Pure functions on header values; none of them allocates.
namespace kontor::http {

// The best of br, gzip and identity by quality, br before gzip before identity where they are equal. An absent or
// unreadable header, or one that refuses everything, is identity.
Encoding choose_encoding(std::string_view accept_encoding);

// Whether an Accept header allows this media type ("application/json", parameters ignored). An absent header does, and
// `*/*` stands for an answer whose type is not known yet.
bool accepts(std::string_view accept, std::string_view media_type);

// Whether a Content-Type is application/json, whatever its parameters; charset must be UTF-8 where it is given.
bool is_json(std::string_view content_type);

// The values of a list like "de;q=0.8, en", one by one, each with its quality in thousandths.
class Weighted {
 public:
  struct Choice {
    std::string_view value;
    int quality;
  };
  explicit Weighted(std::string_view list) : rest_(list) {}
  std::optional<Choice> next();

 private:
  std::string_view rest_;
};

}  // namespace kontor::http
