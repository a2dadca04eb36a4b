#include "modules/catalog/http/variant_endpoints.hpp"

#include <algorithm>

#include "modules/catalog/domain/product_rules.hpp"
#include "modules/catalog/domain/variant_matrix.hpp"
#include "modules/catalog/http/answers.hpp"
#include "modules/catalog/http/product_bodies.hpp"
#include "modules/catalog/http/staff_endpoint.hpp"

namespace kontor::catalog {

namespace {

struct VariantPath {
  ProductId id;
  VariantId variant_id;
};
KONTOR_DESCRIBE(VariantPath, id, variant_id)

struct MatrixBody {
  std::optional<std::vector<OptionView>> options;
  std::optional<std::string> sku_prefix;
  std::vector<PriceView> prices;
  std::optional<int> weight_grams;

  static void rules(json::Rules<MatrixBody>& rule) {
    rule(&MatrixBody::options).doc("Missing: those that the product has").items(1, kMaxOptions);
    rule(&MatrixBody::sku_prefix).doc("Missing: made from the slug").length(1, 60).example("NLS");
    rule(&MatrixBody::prices).optional().doc("Of the new variants").items(0, kMaxPricesPerVariant);
    rule(&MatrixBody::weight_grams).doc("Of the new variants").at_least(0);
  }
};
KONTOR_DESCRIBE(MatrixBody, options, sku_prefix, prices, weight_grams)

struct PricesBody {
  std::vector<PriceView> prices;

  static void rules(json::Rules<PricesBody>& rule) {
    rule(&PricesBody::prices).doc("One for each currency").items(0, kMaxPricesPerVariant);
  }
};
KONTOR_DESCRIBE(PricesBody, prices)

Result<void> generate(const MatrixBody& body, Product& product) {
  if (body.options) {
    product.options.clear();
    for (const auto& option : *body.options) product.options.push_back({option.name, option.choices});
    // What no longer fits into the matrix goes.
    const auto all = combinations_of(product.options);
    std::erase_if(product.variants,
                  [&](const Variant& variant) { return std::ranges::find(all, variant.options) == all.end(); });
  }
  return complete_matrix(product, {body.sku_prefix.value_or(""), prices_from(body.prices), body.weight_grams});
}

// What changes one of the product's variants.
template <class Change>
ProductDesk::Change to_variant(const VariantId& id, Change change) {
  return [id, change](Product& product) -> Result<void> {
    const auto variant = std::ranges::find(product.variants, id, &Variant::id);
    if (variant == product.variants.end()) return not_found("variant");
    return change(product, variant);
  };
}

template <class Call>
Result<http::Reply<ProductView>> edit(const WritingDesk& desk, const Call& call, const ProductDesk::Change& change) {
  return replace(desk.database, call, [&](db::Tx& tx, const SeenVersion& seen) {
    return replied(desk.products.edit(tx, call.path.id, seen, change));
  });
}

void order_choices(Variant& variant, const std::vector<ProductOption>& options) {
  std::ranges::stable_sort(variant.options, {}, [&](const auto& chosen) {
    return std::ranges::find(options, chosen.first, &ProductOption::name) - options.begin();
  });
}

http::Endpoint generate_endpoint(const WritingDesk& desk) {
  return for_staff(http::post("/catalog/products/{id}/variants/generate"))
      .summary("Makes the variants that are missing for all combinations of the options")
      .description("Variants that are there stay; with other `options`, those that no longer fit go.")
      .idempotent()
      .path<ProductPath>()
      .body<MatrixBody>()
      .answers<ProductView>()
      .fails({"not_found", "version_conflict", {ErrorKind::conflict, "sku_taken"}})
      .handle([desk](const auto& call) {
        return desk.once.run(call, desk.database, [&](db::Tx& tx) -> Result<http::Reply<ProductView>> {
          return replied(desk.products.edit(tx, call.path.id, optional_match(call.request.header("If-Match")),
                                            [&](Product& product) { return generate(call.body, product); }));
        });
      });
}

http::Endpoint add_endpoint(const WritingDesk& desk) {
  return for_staff(http::post("/catalog/products/{id}/variants"))
      .summary("One more variant")
      .idempotent()
      .path<ProductPath>()
      .body<VariantBody>()
      .answers<ProductView>(201)
      .fails({"not_found", "version_conflict", {ErrorKind::conflict, "sku_taken"}})
      .handle([desk](const auto& call) {
        return desk.once.run(call, desk.database, [&](db::Tx& tx) -> Result<http::Reply<ProductView>> {
          const auto change = [&](Product& product) -> Result<void> {
            if (call.body.id) return invalid({{"/id", "not_allowed", "a new variant gets its id here"}});
            auto variant = variant_from(call.body, {});
            order_choices(variant, product.options);
            product.variants.push_back(std::move(variant));
            return {};
          };
          return replied(desk.products.edit(tx, call.path.id, optional_match(call.request.header("If-Match")), change));
        });
      });
}

http::Endpoint replace_endpoint(const WritingDesk& desk) {
  return for_staff(http::put("/catalog/products/{id}/variants/{variant_id}"))
      .summary("Replaces a variant")
      .description("If-Match names the product's version.")
      .path<VariantPath>()
      .body<VariantBody>()
      .answers<ProductView>()
      .fails({"not_found", "version_conflict", "precondition_required", {ErrorKind::conflict, "sku_taken"}})
      .handle([desk](const auto& call) {
        return edit(desk, call, to_variant(call.path.variant_id, [&](Product& product, auto variant) -> Result<void> {
                      auto fresh = variant_from(call.body, {});
                      fresh.id = variant->id;
                      order_choices(fresh, product.options);
                      *variant = std::move(fresh);
                      return {};
                    }));
      });
}

http::Endpoint prices_endpoint(const WritingDesk& desk) {
  return for_staff(http::put("/catalog/products/{id}/variants/{variant_id}/prices"))
      .summary("Replaces a variant's list prices")
      .description("If-Match names the product's version.")
      .path<VariantPath>()
      .body<PricesBody>()
      .answers<ProductView>()
      .fails({"not_found", "version_conflict", "precondition_required"})
      .handle([desk](const auto& call) {
        return edit(desk, call, to_variant(call.path.variant_id, [&](Product&, auto variant) -> Result<void> {
                      variant->prices = prices_from(call.body.prices);
                      return {};
                    }));
      });
}

http::Endpoint remove_endpoint(const WritingDesk& desk) {
  return for_staff(http::del("/catalog/products/{id}/variants/{variant_id}"))
      .summary("Removes a variant")
      .description("If-Match names the product's version.")
      .path<VariantPath>()
      .answers<ProductView>()
      .fails({"not_found", "version_conflict", "precondition_required"})
      .handle([desk](const auto& call) {
        return edit(desk, call, to_variant(call.path.variant_id, [](Product& product, auto variant) -> Result<void> {
                      product.variants.erase(variant);
                      return {};
                    }));
      });
}

}  // namespace

std::vector<http::Endpoint> variant_endpoints(const WritingDesk& desk) {
  return {generate_endpoint(desk), add_endpoint(desk), replace_endpoint(desk), prices_endpoint(desk),
          remove_endpoint(desk)};
}

}  // namespace kontor::catalog
