#include "modules/catalog/http/import_streams.hpp"

#include "kernel/json/json.hpp"

namespace kontor::catalog {

std::shared_ptr<http::EventStream> ImportStreams::open(const std::string& import_id) {
  const std::lock_guard lock(mutex_);
  std::erase_if(streams_, [](const auto& one) { return !one.second->is_open(); });
  if (streams_.size() >= kMostWatchers) return nullptr;
  return streams_.emplace(import_id, std::make_shared<http::EventStream>())->second;
}

void ImportStreams::tell(const ImportProgressed& progress) {
  const std::lock_guard lock(mutex_);
  const auto [begin, end] = streams_.equal_range(progress.import_id);
  for (auto one = begin; one != end; ++one) push(*one->second, progress);
  std::erase_if(streams_, [](const auto& one) { return !one.second->is_open(); });
}

// The id is how far it came: who comes back is told what is so now, and nothing is missing from that.
void ImportStreams::push(http::EventStream& stream, const ImportProgressed& progress) {
  const bool is_ended = progress.state != "merging" && progress.state != "linking" && progress.state != "receiving";
  const auto place = progress.state + '-' + std::to_string(progress.rows_done);
  stream.push({place, is_ended ? "ended" : "progress", json::to_json(progress)});
  if (is_ended) stream.close();
}

void ImportStreams::end_all() {
  const std::lock_guard lock(mutex_);
  for (const auto& [id, stream] : streams_) stream->close();
  streams_.clear();
}

}  // namespace kontor::catalog
