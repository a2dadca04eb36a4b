#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "kernel/core/result.hpp"
#include "modules/catalog/actions/seen_version.hpp"

namespace kontor::catalog {

// The entity tag of an answer that there are several of for one version (a language, some members): that of the version
// (http::version_tag), going on behind the number: "7-…".
std::string version_tag(std::int64_t version, std::string_view bytes);

// What If-Match says: `*` or tags as above. Without the header: `precondition_required`, 428.
Result<SeenVersion> required_match(std::string_view if_match);
// The same where the header may be missing.
SeenVersion optional_match(std::string_view if_match);

}  // namespace kontor::catalog
