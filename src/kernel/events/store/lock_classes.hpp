#pragma once

// The classes of the advisory locks that the event log takes: the first of their two keys. No other part uses them; the
// first two are written out in migrations/bus.
namespace kontor::events::store {

inline constexpr int kLogLocks = 7201;        // a partition of the log, from the number of an event to its commit
inline constexpr int kGroupLocks = 7202;      // a group: shared by its batches at work, alone by who empties it
inline constexpr int kTidyLock = 7203;        // who tidies
inline constexpr int kNeighboursLock = 7204;  // shared by every instance for as long as it is there

}  // namespace kontor::events::store
