#include "modules/catalog/store/product_writer.hpp"

#include "modules/catalog/store/copy_rows.hpp"
#include "modules/catalog/store/product_tables.hpp"

namespace kontor::catalog {

bool ProductWriter::claim_empty_catalog() {
  tx_.execute(R"sql(lock table catalog.product in share row exclusive mode)sql");
  return tx_.query(R"sql(select id from catalog.product limit 1)sql").empty();
}

void ProductWriter::add_brands(std::span<const Brand> brands) {
  CopyRows rows;
  for (const auto& brand : brands) rows.add(brand.id).add(brand.slug).add(brand.name).end_row();
  copy_rows(tx_, R"sql(copy catalog.brand (id, slug, name) from stdin)sql", rows);
}

void ProductWriter::add_categories(std::span<const Category> categories) {
  CopyRows rows;
  for (const auto& category : categories) {
    rows.add(category.id).add(category.parent_id).add(category.slug).add(category.name);
    rows.add(category.position).end_row();
  }
  copy_rows(tx_, R"sql(copy catalog.category (id, parent_id, slug, name, position) from stdin)sql", rows);
}

void ProductWriter::add_products(std::span<const DocumentedProduct> products) {
  for (const auto& table : product_tables()) {
    CopyRows rows;
    for (const auto& each : products) table.add(rows, each.product);
    copy_rows(tx_, table.copy, rows);
  }
  CopyRows documents;
  CopyRows translated;
  for (const auto& each : products) {
    documents.add(each.product.id).add(each.document).end_row();
    for (const auto& [locale, document] : each.translated) {
      translated.add(each.product.id).add(locale).add(document).end_row();
    }
  }
  copy_rows(tx_, R"sql(copy catalog.product_document (product_id, document) from stdin)sql", documents);
  copy_rows(tx_, R"sql(copy catalog.product_document_translated (product_id, locale, document) from stdin)sql",
            translated);
}

void ProductWriter::refresh_statistics() {
  // Reads a sample of every table, which on a slow disk takes longer than any request may.
  tx_.be_patient(std::chrono::minutes(5));
  tx_.query(R"sql(select catalog.refresh_statistics())sql");
}

}  // namespace kontor::catalog
