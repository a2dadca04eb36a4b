#pragma once

#include "modules/catalog/http/product_endpoints.hpp"

namespace kontor::catalog {

// Changes the list prices of many products in one transaction, or says what it would change.
http::Endpoint bulk_price_endpoint(const WritingDesk& desk, Currency default_currency);

}  // namespace kontor::catalog
