#pragma once

#include <vector>

#include "kernel/core/money.hpp"
#include "kernel/http/content_cache.hpp"
#include "kernel/http/endpoint.hpp"
#include "modules/catalog/store/product_reads.hpp"

namespace kontor::catalog {

// The public reads. What they refer to must outlive them.
std::vector<http::Endpoint> endpoints(const ProductReads& reads, http::ContentCache& cache, Currency default_currency);

}  // namespace kontor::catalog
