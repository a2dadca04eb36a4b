#pragma once

#include <optional>
#include <string>
#include <vector>

#include "kernel/events/event.hpp"
#include "modules/catalog/domain/facets.hpp"
#include "modules/catalog/domain/listing.hpp"
#include "modules/catalog/store/product_reads.hpp"

// What the catalog's cached answers are about, and what its events change: a product by its id, and, of lists, that
// which decides who is in them and in which order.
namespace kontor::catalog {

// The products of the page, and what decides that it is these.
std::vector<std::string> subjects_of(const ProductPage& page, const Listing& listing, const FacetChoice& choice);
std::vector<std::string> subjects_of_product(const ProductId& id);
// Of a product that shows these others.
std::vector<std::string> subjects_of_related(const ProductId& id, const std::vector<ProductId>& others);
std::vector<std::string> subjects_of_tags();
// Of brands or categories alone: what products do does not matter to it.
std::vector<std::string> subjects_of_taxonomy();

// What is not as it was after this event of the catalog; nullopt: anything may be.
std::optional<std::vector<std::string>> changed_by(const events::Event& event);

}  // namespace kontor::catalog
