#pragma once

#include <cstdint>
#include <string>

#include "kernel/db/database.hpp"
#include "kernel/events/store/group_reads.hpp"

// What operators do to the groups; the statements behind Groups. Each says how many rows it found.
namespace kontor::events::store {

std::uint64_t set_paused(db::Tx& tx, const std::string& group, bool paused);
// Those of a position, or all dead ones (0).
std::uint64_t retry_letters(db::Tx& tx, const std::string& group, std::int64_t position);
// An event that comes again under the same id is not handled either.
std::uint64_t drop_letter(db::Tx& tx, const std::string& group, std::int64_t position);

// In the role of the group: waits for its batches at work, and keeps new ones away until the transaction ends.
void shut(db::Tx& tx, int group_id);
void rewind(db::Tx& tx, const ReplayTarget& target);

}  // namespace kontor::events::store
