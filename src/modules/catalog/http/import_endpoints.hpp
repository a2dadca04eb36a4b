#pragma once

#include <vector>

#include "kernel/http/endpoint.hpp"
#include "kernel/idempotency/once.hpp"
#include "modules/catalog/actions/import_desk.hpp"
#include "modules/catalog/http/import_streams.hpp"

namespace kontor::catalog {

// What the endpoints of files work with; all of it outlives them.
struct FileRoom {
  db::Database database;
  idempotency::Once& once;
  ImportDesk& imports;
  ImportStreams& streams;
  Currency currency;           // of the shop
  std::size_t max_file_bytes;  // of an upload
};

// Imports, their progress and their mistakes, and the export.
std::vector<http::Endpoint> import_endpoints(const FileRoom& room);

}  // namespace kontor::catalog
