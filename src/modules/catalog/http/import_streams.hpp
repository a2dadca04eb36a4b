#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "kernel/http/sse.hpp"
#include "modules/catalog/api/events.hpp"

namespace kontor::catalog {

// Who watches imports, by import. Safe from any thread; never blocks for long.
class ImportStreams {
 public:
  static constexpr std::size_t kMostWatchers = 200;

  // Null where too many watch already.
  std::shared_ptr<http::EventStream> open(const std::string& import_id);
  // To all who watch this import; at its end their streams end.
  void tell(const ImportProgressed& progress);
  static void push(http::EventStream& stream, const ImportProgressed& progress);
  // There may be news that were not heard: everybody comes back and is told the present state.
  void end_all();

 private:
  std::mutex mutex_;
  std::multimap<std::string, std::shared_ptr<http::EventStream>> streams_;
};

}  // namespace kontor::catalog
