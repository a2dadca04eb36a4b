#pragma once

#include <array>
#include <cstddef>
#include <string_view>

namespace kontor::http {

// What goes first when there is more to do than workers, and last when some of it is refused. The lowest is refused
// first; checkout and operations only when the queue is full.
enum class Priority { analytics, catalog, carts, checkout, operations };

inline constexpr std::size_t kPriorities = 5;
inline constexpr std::size_t kSheddablePriorities = 3;  // those below checkout
inline constexpr std::array<std::string_view, kPriorities> kPriorityNames = {"analytics", "catalog", "carts",
                                                                             "checkout", "operations"};

constexpr std::size_t index_of(Priority priority) {
  return static_cast<std::size_t>(priority);
}

// Whose threads run the handler.
enum class Lane {
  standard,
  heavy,  // computes for tens of milliseconds (passwords): few threads that yield to all others, and a queue of its own
};

inline constexpr std::size_t kLanes = 2;
inline constexpr std::array<std::string_view, kLanes> kLaneNames = {"standard", "heavy"};

constexpr std::string_view name_of(Lane lane) {
  return kLaneNames[static_cast<std::size_t>(lane)];
}

// Each class of endpoints has buckets of its own for the rate limit, with numbers of its own (section [limits]).
enum class LimitClass {
  standard,
  login,     // where credentials are tried
  webhooks,  // few senders, many requests: not counted by the coarse limit of an address either
};

}  // namespace kontor::http
