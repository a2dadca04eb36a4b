#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "kernel/http/page.hpp"
#include "kernel/json/describe.hpp"
#include "kernel/json/json.hpp"
#include "modules/catalog/domain/facets.hpp"
#include "modules/catalog/http/views.hpp"

namespace kontor::catalog {

struct FacetGroupView {
  std::string id;
  std::string slug;
  std::string name;
  std::int64_t products = 0;
};
KONTOR_DESCRIBE(FacetGroupView, id, slug, name, products)

struct FacetValueView {
  json::Raw value;
  std::int64_t products = 0;

  static void rules(json::Rules<FacetValueView>& rule) {
    rule(&FacetValueView::value).doc("A text, a number or a boolean").example(json::Raw{R"("linen")"});
  }
};
KONTOR_DESCRIBE(FacetValueView, value, products)

struct AttributeFacetView {
  std::string code;
  std::string name;
  std::string kind;
  std::vector<FacetValueView> values;
  std::optional<double> lowest;
  std::optional<double> highest;

  static void rules(json::Rules<AttributeFacetView>& rule) {
    rule(&AttributeFacetView::values).doc("The most frequent first, 100 at most");
    rule(&AttributeFacetView::lowest).doc("Of numbers").omit_empty();
    rule(&AttributeFacetView::highest).doc("Of numbers").omit_empty();
  }
};
KONTOR_DESCRIBE(AttributeFacetView, code, name, kind, values, lowest, highest)

struct PriceFacetView {
  Currency currency;
  std::optional<std::int64_t> lowest;
  std::optional<std::int64_t> highest;
  std::int64_t products = 0;

  static void rules(json::Rules<PriceFacetView>& rule) {
    rule(&PriceFacetView::lowest).doc("In minor units; null where nothing has a price");
    rule(&PriceFacetView::products).doc("That have a price in this currency");
  }
};
KONTOR_DESCRIBE(PriceFacetView, currency, lowest, highest, products)

struct FacetsView {
  std::optional<std::vector<FacetGroupView>> brands;
  std::optional<std::vector<FacetGroupView>> categories;
  std::optional<PriceFacetView> price;
  std::optional<std::vector<AttributeFacetView>> attributes;

  static void rules(json::Rules<FacetsView>& rule) {
    rule(&FacetsView::brands).doc("The most frequent first, 100 at most").omit_empty();
    rule(&FacetsView::categories)
        .doc("Each with the products of its subtree; the most frequent first, 100 at most")
        .omit_empty();
    rule(&FacetsView::price).omit_empty();
    rule(&FacetsView::attributes).doc("Those that are offered as filters, 20 at most").omit_empty();
  }
};
KONTOR_DESCRIBE(FacetsView, brands, categories, price, attributes)

struct ProductList {
  std::vector<ProductView> data;
  http::PageInfo page;
  std::optional<FacetsView> facets;

  static void rules(json::Rules<ProductList>& rule) {
    rule(&ProductList::facets)
        .doc(
            "How many products of the list there are of each value, where asked for; of each facet without the "
            "filter by itself")
        .omit_empty();
  }
};
KONTOR_DESCRIBE(ProductList, data, page, facets)

// Those that were chosen, also where nothing was counted.
FacetsView view_of(const Facets& facets, const FacetChoice& choice, Currency currency);

}  // namespace kontor::catalog
