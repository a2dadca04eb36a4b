#pragma once

#include "modules/catalog/store/product_writer.hpp"

namespace kontor::catalog {

// The product with its answers, in the shop's language and in each that differs.
DocumentedProduct documented(Product product);

}  // namespace kontor::catalog
