#pragma once

#include <cstdint>
#include <string>

#include "kernel/core/result.hpp"
#include "kernel/http/request.hpp"

// Optimistic concurrency: the version of what is changed is its entity tag. Answers carry it as ETag, changes send it
// back as If-Match.
namespace kontor::http {

std::string version_tag(std::int64_t version);  // with its quotes

enum class IfMatch { optional, required };
// version_conflict (412) where If-Match names other versions than this; without one precondition_required (428), if it
// is required. `*` is any version.
Result<void> check_if_match(const Request& request, std::int64_t version, IfMatch use);

}  // namespace kontor::http
