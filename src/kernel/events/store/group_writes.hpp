#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "kernel/db/database.hpp"
#include "kernel/events/store/group_reads.hpp"

// What operators do to the groups; the statements behind Groups. A number is of the rows that were found.
namespace kontor::events::store {

// The group's number.
std::optional<int> set_paused(db::Tx& tx, const std::string& group, bool paused);
// Those of a position, or all dead ones (0).
std::uint64_t retry_letters(db::Tx& tx, const std::string& group, std::int64_t position);
// An event that comes again under the same id is not handled either.
std::uint64_t drop_letter(db::Tx& tx, const std::string& group, std::int64_t position);

// Waits up to half a minute for the group's batches at work, and keeps new ones away until the transaction ends; the
// transaction may then take its time. In any module's role.
void shut(db::Tx& tx, int group_id);
// Keeps programs from registering for the group until the transaction ends; the group's number.
std::optional<int> hold_group(db::Tx& tx, const std::string& group);
// Whether a running program serves it.
bool is_served(db::Tx& tx, int group_id);
// With all that is known of it.
void forget_group(db::Tx& tx, int group_id);
void rewind(db::Tx& tx, const ReplayTarget& target);

}  // namespace kontor::events::store
