#include "kernel/http/endpoint.hpp"

#include <algorithm>
#include <stdexcept>

#include "kernel/http/pipeline/router.hpp"

namespace kontor::http {
namespace {

ErrorKind kind_of(std::string_view code) {
  for (int kind = 0; kind <= static_cast<int>(ErrorKind::internal); ++kind) {
    if (to_string(static_cast<ErrorKind>(kind)) == code) return static_cast<ErrorKind>(kind);
  }
  return ErrorKind::invalid;
}

bool has_member(const json::Type& type, std::string_view name) {
  return std::any_of(type.members.begin(), type.members.end(), [&](const auto& member) { return member.name == name; });
}

}  // namespace

Failure::Failure(const char* error_code) : kind(kind_of(error_code)), code(error_code) {}

Endpoint::Endpoint() = default;
Endpoint::Endpoint(const Endpoint&) = default;
Endpoint::Endpoint(Endpoint&&) noexcept = default;
Endpoint& Endpoint::operator=(const Endpoint&) = default;
Endpoint& Endpoint::operator=(Endpoint&&) noexcept = default;
Endpoint::~Endpoint() = default;

namespace detail {

Endpoint declare(Method method, std::string path) {
  Endpoint endpoint;
  endpoint.method = method;
  endpoint.parameter_names = parameter_names(path);
  endpoint.path = std::move(path);
  return endpoint;
}

void check_declaration(const Endpoint& endpoint) {
  const auto require = [&](bool condition, const std::string& what) {
    if (!condition) throw std::logic_error(std::string(to_string(endpoint.method)) + ' ' + endpoint.path + ": " + what);
  };
  require(endpoint.access.has_value(), "declare who may call it with access()");
  require(!endpoint.cache || endpoint.access->is_public(), "only public answers may be cached");
  require(!endpoint.is_operational || endpoint.access->is_public(), "who calls an operational endpoint is not known");
  require(!endpoint.is_operational || endpoint.limit_class == LimitClass::standard,
          "an operational endpoint is not limited");
  require(!endpoint.cache || endpoint.method == Method::get, "only GET may be cached");
  require(endpoint.idempotency_key == KeyUse::none || (endpoint.method == Method::post && !endpoint.from_memory),
          "only a POST that a worker answers takes an Idempotency-Key");
  require(endpoint.lane == Lane::standard || (!endpoint.from_memory && !endpoint.cache),
          "what is answered from memory is not heavy");
  require(endpoint.upload_types.empty() || (!endpoint.body_type && !endpoint.access->is_public()),
          "an upload has no other body, and is not for everybody");
  const std::size_t described = endpoint.path_type ? endpoint.path_type().members.size() : 0;
  require(described == endpoint.parameter_names.size(), "path() describes each parameter of the pattern, and no other");
  for (const auto& name : endpoint.parameter_names) {
    require(has_member(endpoint.path_type(), name), "path() does not describe {" + name + "}");
  }
}

Response empty_answer(const Endpoint& endpoint) {
  Response response;
  response.status = endpoint.success_status;
  return response;
}

Response json_answer(const Endpoint& endpoint) {
  Response response = empty_answer(endpoint);
  response.headers.reserve(4);
  response.headers.emplace_back("Content-Type", endpoint.media_type);
  return response;
}

Response to_response(const Endpoint& endpoint, ContentPtr content) {
  Response response = empty_answer(endpoint);
  response.content = std::move(content);
  return response;
}

}  // namespace detail

}  // namespace kontor::http
