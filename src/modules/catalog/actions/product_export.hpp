#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "kernel/core/result.hpp"
#include "kernel/db/database.hpp"
#include "modules/catalog/domain/product.hpp"
#include "modules/catalog/transfer/csv_writer.hpp"
#include "modules/catalog/transfer/draft.hpp"
#include "modules/catalog/transfer/layout.hpp"

namespace kontor::catalog {

// All products that are not deleted, as CSV, by slug: some hundred at a time, each of them whole, all of them not of
// one moment. Not for several threads; blocks.
class ProductExport {
 public:
  // `currency`: of the prices in a format that has only one.
  ProductExport(db::Database database, TransferFormat format, Currency currency)
      : database_(std::move(database)), format_(format), currency_(currency) {}

  // Appends the next rows, the header at first; false behind the last.
  Result<bool> next(std::string& out);

 private:
  void begin(db::Tx& tx);
  void write(const Product& product, const std::vector<std::string>& related);
  void write_product_cell(const Product& product, const std::vector<std::string>& related, const Column& column);
  void write_variant_cell(const Product& product, const Variant& variant, std::size_t index, const Column& column);
  void write_shopify_cell(const Product& product, const Column& column);
  CategoryPath path_of(const Category& category) const;

  db::Database database_;
  TransferFormat format_;
  Currency currency_;
  Layout layout_;
  std::map<CategoryId, Category> categories_;
  std::string after_;
  std::string next_after_;
  bool is_begun_ = false;
  CsvWriter csv_;
};

}  // namespace kontor::catalog
