#pragma once

#include <vector>

#include "kernel/http/endpoint.hpp"
#include "modules/catalog/actions/tag_desk.hpp"

namespace kontor::catalog {

// A tag as staff see it, and another name for it.
std::vector<http::Endpoint> tag_endpoints(const db::Database& database, TagDesk& desk);

}  // namespace kontor::catalog
