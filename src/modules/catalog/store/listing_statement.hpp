#pragma once

#include "modules/catalog/store/listing_filters.hpp"

namespace kontor::catalog {

// One statement for a page and one product more, which tells whether there is a next page. Clauses that are not asked
// for are left out, not switched off by parameters: each combination gets a plan of its own.
Statement listing_statement(const Listing& listing);

}  // namespace kontor::catalog
