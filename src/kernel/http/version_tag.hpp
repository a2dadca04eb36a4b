#pragma once

#include <cstdint>
#include <string>

#include "kernel/core/result.hpp"
#include "kernel/http/request.hpp"

// ETag and If-Match of what has a version: who replaces something says which version they saw, and nobody's change is
// lost unseen.
namespace kontor::http {

// The value of ETag: "3", quotes included.
std::string version_tag(std::int64_t version);

// Whether a request without If-Match is fine.
enum class IfMatch { optional, required };

// `version_conflict` (412) where If-Match names other versions only, `precondition_required` (428) where one is
// required and was not sent. In the transaction that changes, so that the version is still the present one.
Result<void> check_if_match(const Request& request, std::int64_t version, IfMatch need = IfMatch::optional);

}  // namespace kontor::http
