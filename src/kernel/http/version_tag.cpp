#include "kernel/http/version_tag.hpp"

#include "kernel/core/format.hpp"
#include "kernel/http/pipeline/entity_tag.hpp"

namespace kontor::http {

std::string version_tag(std::int64_t version) {
  return format("\"{}\"", version);
}

Result<void> check_if_match(const Request& request, std::int64_t version, IfMatch need) {
  const auto seen = request.header("If-Match");
  if (seen.empty()) {
    if (need == IfMatch::optional) return {};
    return Error{ErrorKind::rejected, "precondition_required", "Say with If-Match which version is to be replaced."};
  }
  if (names_entity_tag(seen, version_tag(version))) return {};
  return conflict("version_conflict", "It was changed since: this is not the present version.");
}

}  // namespace kontor::http
