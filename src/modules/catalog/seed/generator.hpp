#pragma once

#include <cstdint>
#include <vector>

#include "modules/catalog/domain/product.hpp"

namespace kontor::catalog::seed {

// Demo products that follow from a number: the same number and index give the same product, whatever was asked before.
// Slugs, SKUs, barcodes and ids differ by construction for the first kMaxProducts of a number.
class Generator {
 public:
  static constexpr std::uint64_t kMaxProducts = 899'981;

  explicit Generator(std::uint64_t number);

  const std::vector<Category>& categories() const { return categories_; }  // parents before their children
  const std::vector<Brand>& brands() const { return brands_; }
  Product product(std::uint64_t index) const;  // index < kMaxProducts

 private:
  std::uint64_t number_;
  std::vector<Category> categories_;
  std::vector<Brand> brands_;
};

}  // namespace kontor::catalog::seed
