#pragma once

#include <chrono>
#include <cstdint>
#include <mutex>
#include <optional>
#include <span>
#include <unordered_map>
#include <vector>

#include "kernel/core/ids.hpp"
#include "kernel/core/result.hpp"

namespace kontor::cart {

// What neighbours said of articles, as numbers, bounded and for a while. What was asked for before something was
// forgotten is not kept, because it may be what was forgotten. Safe from any thread; never blocks for long.
class Seen {
 public:
  using Moment = std::chrono::steady_clock::time_point;

  Seen(std::size_t entries, std::chrono::milliseconds lifetime) : most_(entries), lifetime_(lifetime) {}

  // In the order of `ids`; nullopt where it is not known. `number` has to be given to keep() with what is asked for.
  struct Known {
    std::vector<std::optional<std::int64_t>> values;
    std::uint64_t number = 0;
  };
  Known look_up(std::span<const Uuid> ids, Moment now) const;
  void keep(std::span<const Uuid> ids, std::span<const std::int64_t> values, std::uint64_t number, Moment now);
  void forget(const Uuid& id);
  void forget_all();

 private:
  struct Hash {
    std::size_t operator()(const Uuid& id) const;
  };
  struct Entry {
    std::int64_t value;
    Moment at;
  };

  std::size_t most_;
  std::chrono::milliseconds lifetime_;
  mutable std::mutex mutex_;
  std::unordered_map<Uuid, Entry, Hash> entries_;
  std::uint64_t number_ = 0;  // of the last time that something was forgotten
};

}  // namespace kontor::cart
