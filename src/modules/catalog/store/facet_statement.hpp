#pragma once

#include "modules/catalog/domain/facets.hpp"
#include "modules/catalog/domain/listing.hpp"
#include "modules/catalog/store/listing_filters.hpp"

namespace kontor::catalog {

// One statement for all facets that are chosen. Its rows: facet ('attribute', 'brand', 'category', 'price'), code,
// name, detail (a slug, or the kind of an attribute), value (JSON), products, lowest, highest, lowest_minor,
// highest_minor; the most frequent of a facet first. An attribute without values has one row without a value.
Statement facet_statement(const Listing& listing, const FacetChoice& choice);

}  // namespace kontor::catalog
