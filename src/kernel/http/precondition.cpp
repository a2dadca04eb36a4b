#include "kernel/http/precondition.hpp"

#include "kernel/http/pipeline/entity_tag.hpp"

namespace kontor::http {

std::string version_tag(std::int64_t version) {
  return '"' + std::to_string(version) + '"';
}

Result<void> check_if_match(const Request& request, std::int64_t version, IfMatch use) {
  const auto expected = request.header("If-Match");
  if (expected.empty()) {
    if (use == IfMatch::optional) return {};
    return Error{ErrorKind::rejected, "precondition_required", "Send the ETag of what you change as If-Match."};
  }
  if (names_entity_tag(expected, version_tag(version))) return {};
  return Error{ErrorKind::rejected, "version_conflict", "It was changed in the meantime: read it again."};
}

}  // namespace kontor::http
