#pragma once

#include <vector>

#include "kernel/http/endpoint.hpp"
#include "modules/catalog/actions/image_desk.hpp"
#include "modules/catalog/http/product_endpoints.hpp"

namespace kontor::catalog {

// Pictures of products: uploaded, described, ordered, taken away.
std::vector<http::Endpoint> image_endpoints(const WritingDesk& desk, ImageDesk& images);

}  // namespace kontor::catalog
