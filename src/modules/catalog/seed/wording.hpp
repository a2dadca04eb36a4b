#pragma once

#include <string>
#include <string_view>

namespace kontor::catalog::seed {

// The words of one product, and how they are put into names and sentences.
struct Wording {
  std::string_view brand;
  std::string_view series;
  std::string_view adjective;
  std::string_view material;
  std::string_view noun;

  std::string product_name() const;  // "Halden Washed Linen Shirt"

  // Replaces {brand}, {series}, {noun} and {material}; "A {material}" becomes "An oak", and the sentence begins with a
  // capital.
  std::string fill(std::string_view sentence) const;
};

}  // namespace kontor::catalog::seed
