#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "kernel/db/database.hpp"
#include "kernel/events/groups.hpp"

// What operators see of the groups; the statements behind Groups.
namespace kontor::events::store {

// By name; all, or the one that is asked for.
Result<std::vector<GroupState>> group_states(const db::Database& bus, const std::optional<std::string>& group);

// `not_found` for a group that never was served.
Result<void> known(const db::Database& bus, const std::string& group);

using PartitionName = std::pair<std::string, int>;  // topic, number
// The places of a group; none for one that is not there.
Result<std::map<PartitionName, std::int64_t>> places(const db::Database& bus, const std::string& group);

struct LetterPlace {
  std::int64_t group_id = 0;
  std::int64_t position = 0;
};
struct LetterQuery {
  std::optional<std::string> group = {};
  std::optional<bool> dead = {};
  std::optional<std::int64_t> position = {};
  LetterPlace after = {};
  int limit = 1;
};
struct Letter {
  LetterPlace place;
  DeadLetter letter;
  std::string headers;  // of its event
  std::string payload;
};
Result<std::vector<Letter>> letters(const db::Database& bus, const LetterQuery& query);

struct ReplayTarget {
  int group_id = 0;
  std::vector<int> topic_ids;
  std::vector<int> partitions;
  std::vector<std::int64_t> places;
  ReplayPlan plan;
};
// Costs what lies between and behind the milestones. Without a row for the group its id is 0.
Result<ReplayTarget> replay_target(db::Database bus, const std::string& group, std::optional<Timestamp> from);

}  // namespace kontor::events::store
