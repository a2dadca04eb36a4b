#pragma once

#include <vector>

#include "kernel/core/money.hpp"
#include "kernel/http/content_cache.hpp"
#include "kernel/http/endpoint.hpp"
#include "modules/catalog/store/product_reads.hpp"

namespace kontor::catalog {

// What the reading endpoints work with; all of it outlives them.
struct ReadingRoom {
  db::Database database;
  const ProductReads& reads;
  http::ContentCache& cache;
  const http::Languages& languages;
  Currency default_currency;
};

// The public reads. Who may write the catalog sees drafts too, and always what is in the database.
std::vector<http::Endpoint> endpoints(const ReadingRoom& room);

}  // namespace kontor::catalog
