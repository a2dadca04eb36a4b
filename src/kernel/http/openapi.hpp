#pragma once

#include <span>
#include <string>
#include <vector>

#include "kernel/http/endpoint.hpp"

namespace kontor::http {

struct ApiInfo {
  std::string title;
  std::string version;
  std::string description;
};

// The errors a client may get from an endpoint: its own, and those of the pipeline that stands before it.
std::vector<Failure> all_failures(const Endpoint& endpoint);

// The path as clients see it, in OpenAPI's spelling.
std::string documented_path(const Endpoint& endpoint);

// The OpenAPI 3.1 document of these endpoints, as JSON.
std::string openapi_document(std::span<const Endpoint> endpoints, const ApiInfo& info);

// GET /openapi.json: the document of these endpoints, made now.
Endpoint openapi_endpoint(std::span<const Endpoint> endpoints, const ApiInfo& info);

}  // namespace kontor::http
