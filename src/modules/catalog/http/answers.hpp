#pragma once

#include <optional>
#include <string>

#include "kernel/http/endpoint.hpp"
#include "kernel/http/precondition.hpp"
#include "modules/catalog/http/if_match.hpp"
#include "modules/catalog/http/views.hpp"

namespace kontor::catalog {

struct ProductPath {
  ProductId id;
};
KONTOR_DESCRIBE(ProductPath, id)

// The product as staff see it, with the tag of its version.
inline http::Reply<ProductView> reply_of(const Product& product) {
  return {view_of(product, Audience::staff), 0, {{"ETag", http::version_tag(product.version)}}};
}

inline Result<http::Reply<ProductView>> replied(Result<Product> product) {
  if (!product) return std::move(product).error();
  return reply_of(*product);
}

}  // namespace kontor::catalog
