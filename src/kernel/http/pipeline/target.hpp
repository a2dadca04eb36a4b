#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "kernel/core/result.hpp"

// The parts of a request's target: percent-encoding (RFC 3986) and query strings.
namespace kontor::http {

// A path that cannot be misread: starts with `/`, every escape is two hex digits, no segment is `.` or `..` (encoded or
// not), no control characters or backslashes (encoded or not). Encoded slashes are fine: they stay in their segment.
bool is_sound_path(std::string_view path);

// nullopt for a broken escape or what is no UTF-8 afterwards. `+` stays a plus.
std::optional<std::string> percent_decode(std::string_view text);

// Names and values in the order sent, decoded, `+` as space. A broken escape is a problem that names its parameter.
using QueryParameters = std::vector<std::pair<std::string, std::string>>;
QueryParameters parse_query(std::string_view query, std::vector<FieldProblem>& problems);

}  // namespace kontor::http
