#pragma once

#include <vector>

#include "kernel/http/endpoint.hpp"
#include "kernel/http/languages.hpp"
#include "kernel/idempotency/once.hpp"
#include "modules/catalog/actions/taxonomy_desk.hpp"

namespace kontor::catalog {

// What these endpoints work with; all of it outlives them.
struct TaxonomyRoom {
  db::Database database;
  idempotency::Once& once;
  TaxonomyDesk& desk;
  const http::Languages& languages;
};

std::vector<http::Endpoint> category_endpoints(const TaxonomyRoom& room);
std::vector<http::Endpoint> brand_endpoints(const TaxonomyRoom& room);
std::vector<http::Endpoint> attribute_endpoints(const TaxonomyRoom& room);

}  // namespace kontor::catalog
