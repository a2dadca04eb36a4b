#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "modules/catalog/transfer/cells.hpp"
#include "modules/catalog/transfer/draft.hpp"
#include "modules/catalog/transfer/layout.hpp"

namespace kontor::catalog {

// Of the rows of one product, the variant that each of them says something of.
class VariantReading {
 public:
  // `option_names` by the number of the column, of a file that names options in columns of their own.
  VariantReading(const Layout& layout, const std::vector<std::string>& option_names, ProductDraft& draft)
      : layout_(layout), option_names_(option_names), draft_(draft), cells_(draft.mistakes) {}

  void read(const CsvRow& row);

 private:
  bool is_always_said(Field field) const;
  void read_cell(const CsvRow& row, std::size_t column, const std::string& cell, VariantDraft& variant);
  void read_choice(std::size_t option, std::string_view cell, VariantDraft& variant) const;
  void read_choices(const CsvRow& row, std::size_t column, const std::string& cell, VariantDraft& variant);
  void read_price(const CsvRow& row, std::size_t column, std::string_view cell, VariantDraft& variant);
  void settle_size(const CsvRow& row, VariantDraft& variant);

  const Layout& layout_;
  const std::vector<std::string>& option_names_;
  ProductDraft& draft_;
  CellReader cells_;
  std::array<std::optional<int>, 3> sizes_;
};

}  // namespace kontor::catalog
