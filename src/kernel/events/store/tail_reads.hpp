#pragma once

#include <string>
#include <vector>

#include "kernel/db/own_session.hpp"
#include "kernel/events/cursor.hpp"
#include "kernel/events/event.hpp"

// The statements behind Tails, on the tails' own session.
namespace kontor::events::store {

// To be run when the session was opened: its own commits are flushed, whatever the server's default is.
Result<void> demand_durability(db::OwnSession& session);
// All that is visible now survives a crash when this has returned.
Result<void> flush(db::OwnSession& session);

// The newest position in each partition of these topics; 0 where there is none.
Result<Cursor::Places> heads(db::OwnSession& session, const std::vector<int>& topic_ids);

struct TailBatch {
  std::vector<Event> events;    // each partition's in order
  Cursor::Places places;        // of the partitions that had any, behind the last of them
  bool flushed = false;         // a crash would not take any of them back
  std::vector<Partition> more;  // where there may be others
};
struct TailLimits {
  int events_per_partition = 0;
  int bytes = 0;  // of payload in all, unless one event has more
};
// What lies behind these places.
Result<TailBatch> read_tail(db::OwnSession& session, const Cursor::Places& places, const TailLimits& limits);

}  // namespace kontor::events::store
