#pragma once

#include "modules/catalog/http/product_endpoints.hpp"

namespace kontor::catalog {

// A product's variants: made from its options, one by one, and their prices.
std::vector<http::Endpoint> variant_endpoints(const WritingDesk& desk);

}  // namespace kontor::catalog
