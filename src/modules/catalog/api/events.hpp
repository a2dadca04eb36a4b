#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "kernel/events/event.hpp"
#include "kernel/json/describe.hpp"
#include "modules/catalog/api/catalog.hpp"

// What the catalog publishes.
namespace kontor::catalog {

inline constexpr events::Topic kCatalogEvents{"catalog-events"};

// An empty catalog was filled with demo data. The key is "catalog": it is about all of it.
struct ProductsSeeded {
  static constexpr events::MessageType kMessage{"catalog.products_seeded", 1, kCatalogEvents, "catalog"};
  static constexpr const char* kKey = "catalog";

  std::int64_t number = 0;
  std::int64_t categories = 0;
  std::int64_t products = 0;
  std::int64_t variants = 0;

  static void rules(json::Rules<ProductsSeeded>& rule) {
    rule(&ProductsSeeded::number).at_least(0).doc("The same number gives the same products");
    rule(&ProductsSeeded::categories).at_least(0).doc("How many there are now");
    rule(&ProductsSeeded::products).at_least(0).doc("How many there are now");
    rule(&ProductsSeeded::variants).at_least(0).doc("How many there are now");
  }
};
KONTOR_DESCRIBE(ProductsSeeded, number, categories, products, variants)

// Of a product's events the key is the product's id, and `version` is the product's after it.

struct ProductCreated {
  static constexpr events::MessageType kMessage{"catalog.product_created", 1, kCatalogEvents, "product"};

  ProductId product_id;
  std::int64_t version = 1;
  std::string slug;
  std::string name;
  std::string status;
  std::vector<VariantId> variant_ids;
};
KONTOR_DESCRIBE(ProductCreated, product_id, version, slug, name, status, variant_ids)

// In words for people, cut to 500 bytes: who needs all of it reads the product.
struct FieldChange {
  std::string field;
  std::string before;
  std::string after;
};
KONTOR_DESCRIBE(FieldChange, field, before, after)

// Something other than prices is different: also what a category or brand of it is called (then `changes` is empty).
struct ProductUpdated {
  static constexpr events::MessageType kMessage{"catalog.product_updated", 1, kCatalogEvents, "product"};

  ProductId product_id;
  std::int64_t version = 1;
  std::string slug;
  std::string status;
  std::vector<FieldChange> changes;
  std::vector<VariantId> variant_ids;
};
KONTOR_DESCRIBE(ProductUpdated, product_id, version, slug, status, changes, variant_ids)

// Shoppers see it from now on.
struct ProductPublished {
  static constexpr events::MessageType kMessage{"catalog.product_published", 1, kCatalogEvents, "product"};

  ProductId product_id;
  std::int64_t version = 1;
  std::string slug;
};
KONTOR_DESCRIBE(ProductPublished, product_id, version, slug)

// Amounts in minor units; one that is missing says that there is no price in this currency.
struct PriceChange {
  VariantId variant_id;
  Currency currency;
  std::optional<std::int64_t> before;
  std::optional<std::int64_t> after;
  std::optional<std::int64_t> compare_at_before;
  std::optional<std::int64_t> compare_at_after;
};
KONTOR_DESCRIBE(PriceChange, variant_id, currency, before, after, compare_at_before, compare_at_after)

struct PriceChanged {
  static constexpr events::MessageType kMessage{"catalog.price_changed", 1, kCatalogEvents, "product"};

  ProductId product_id;
  std::int64_t version = 1;
  std::vector<PriceChange> prices;
};
KONTOR_DESCRIBE(PriceChanged, product_id, version, prices)

// It can come back: catalog.product_updated says so.
struct ProductDeleted {
  static constexpr events::MessageType kMessage{"catalog.product_deleted", 1, kCatalogEvents, "product"};

  ProductId product_id;
  std::int64_t version = 1;
  std::string slug;
};
KONTOR_DESCRIBE(ProductDeleted, product_id, version, slug)

// The key is the category's id. Its products follow with events of their own.
struct CategoryChanged {
  static constexpr events::MessageType kMessage{"catalog.category_changed", 1, kCatalogEvents, "category"};

  CategoryId category_id;
  std::int64_t version = 1;
  std::string what;  // created, updated, moved, translated, deleted
  std::string slug;
  std::string name;
  std::optional<CategoryId> parent_id;

  static void rules(json::Rules<CategoryChanged>& rule) {
    rule(&CategoryChanged::what).doc("created, updated, moved, translated or deleted");
  }
};
KONTOR_DESCRIBE(CategoryChanged, category_id, version, what, slug, name, parent_id)

// The key is the brand's id.
struct BrandChanged {
  static constexpr events::MessageType kMessage{"catalog.brand_changed", 1, kCatalogEvents, "brand"};

  BrandId brand_id;
  std::int64_t version = 1;
  std::string what;  // created, updated, deleted
  std::string slug;
  std::string name;

  static void rules(json::Rules<BrandChanged>& rule) { rule(&BrandChanged::what).doc("created, updated or deleted"); }
};
KONTOR_DESCRIBE(BrandChanged, brand_id, version, what, slug, name)

// What products may say of themselves was defined otherwise. The key is the attribute's code.
struct AttributeChanged {
  static constexpr events::MessageType kMessage{"catalog.attribute_changed", 1, kCatalogEvents, "attribute"};

  std::string code;
  std::int64_t version = 1;
  std::string what;  // created, updated, deleted
  std::string name;
  std::string kind;  // text, number, boolean, enum
  bool facet = false;

  static void rules(json::Rules<AttributeChanged>& rule) {
    rule(&AttributeChanged::what).doc("created, updated or deleted");
    rule(&AttributeChanged::kind).doc("text, number, boolean or enum");
    rule(&AttributeChanged::facet).doc("Whether shoppers are offered it as a filter");
  }
};
KONTOR_DESCRIBE(AttributeChanged, code, version, what, name, kind, facet)

// How far an import has come. The key is the import's id.
struct ImportProgressed {
  static constexpr events::MessageType kMessage{"catalog.import_progressed", 1, kCatalogEvents, "import"};

  std::string import_id;
  std::string state;  // merging, linking, completed, cancelled, failed
  std::int64_t rows = 0;
  std::int64_t rows_done = 0;
  std::int64_t created = 0;
  std::int64_t updated = 0;
  std::int64_t unchanged = 0;
  std::int64_t failed = 0;
  std::int64_t errors = 0;

  static void rules(json::Rules<ImportProgressed>& rule) {
    rule(&ImportProgressed::state).doc("merging, linking, completed, cancelled or failed");
    rule(&ImportProgressed::created).doc("Products, as the three that follow");
    rule(&ImportProgressed::errors).doc("Mistakes in the file that were told");
  }
};
KONTOR_DESCRIBE(ImportProgressed, import_id, state, rows, rows_done, created, updated, unchanged, failed, errors)

inline constexpr events::Topic kCatalogCommands{"catalog-commands", events::Topic::Kind::commands};

// Goes on with writing anew what products copied from a category or brand; the catalog's own, some products at a time.
// The key is that of the event it follows.
struct RewriteDocuments {
  static constexpr events::MessageType kMessage{"catalog.rewrite_documents", 1, kCatalogCommands, "product_copies"};

  std::optional<CategoryId> category_id;  // with its whole subtree; either this or the brand
  std::optional<BrandId> brand_id;
  std::optional<ProductId> after;  // the last product that is done
};
KONTOR_DESCRIBE(RewriteDocuments, category_id, brand_id, after)

}  // namespace kontor::catalog
