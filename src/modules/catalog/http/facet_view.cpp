#include "modules/catalog/http/facet_view.hpp"

namespace kontor::catalog {

namespace {

std::vector<FacetGroupView> views_of(const std::vector<Facets::Group>& groups) {
  std::vector<FacetGroupView> views;
  for (const auto& group : groups) views.push_back({group.id, group.slug, group.name, group.products});
  return views;
}

AttributeFacetView view_of(const Facets::Attribute& attribute) {
  AttributeFacetView view{attribute.code,   attribute.name,   std::string(to_string(attribute.kind)), {},
                          attribute.lowest, attribute.highest};
  for (const auto& value : attribute.values) view.values.push_back({json::Raw{value.json}, value.products});
  return view;
}

}  // namespace

FacetsView view_of(const Facets& facets, const FacetChoice& choice, Currency currency) {
  FacetsView view;
  if (choice.brands) view.brands = views_of(facets.brands);
  if (choice.categories) view.categories = views_of(facets.categories);
  if (facets.price) {
    view.price =
        PriceFacetView{currency, facets.price->lowest_minor, facets.price->highest_minor, facets.price->products};
  }
  if (choice.every_attribute || !choice.attributes.empty()) {
    auto& attributes = view.attributes.emplace();
    for (const auto& attribute : facets.attributes) attributes.push_back(view_of(attribute));
  }
  return view;
}

}  // namespace kontor::catalog
