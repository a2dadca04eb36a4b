#pragma once

#include <cstdint>
#include <vector>

#include "kernel/db/database.hpp"
#include "kernel/events/log.hpp"

// How far groups are behind, for the dispatcher's own look.
namespace kontor::events::store {

// A partition in which a group has something to do.
struct Waiting {
  int group_id = 0;
  Partition partition;
  double seconds = 0;  // how old the first event behind the place is
  bool ready = false;  // whether it may be handled now
  bool paused = false;
};
Result<std::vector<Waiting>> waiting(const db::Database& bus, const std::vector<int>& group_ids);

struct Backlog {
  int group_id = 0;
  bool paused = false;
  std::int64_t events = 0;  // behind the places, counted up to `most`
  std::int64_t dead_letters = 0;
};
// One for each of the groups. Costs as much as it counts.
Result<std::vector<Backlog>> backlog(const db::Database& bus, const std::vector<int>& group_ids, int most);

}  // namespace kontor::events::store
