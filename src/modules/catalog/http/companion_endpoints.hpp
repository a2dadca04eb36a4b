#pragma once

#include "kernel/http/languages.hpp"
#include "modules/catalog/http/product_endpoints.hpp"

namespace kontor::catalog {

// What belongs to a product beside its body: translations, related products, its history.
std::vector<http::Endpoint> companion_endpoints(const WritingDesk& desk, const http::Languages& languages);

}  // namespace kontor::catalog
