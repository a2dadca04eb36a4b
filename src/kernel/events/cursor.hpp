#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "kernel/events/log.hpp"

namespace kontor::events {

// How far somebody has read in each partition. A position orders one partition only: who reads several and remembers
// one number misses what commits late with a lower one. So a place in the log is a vector.
class Cursor {
 public:
  using Places = std::map<Partition, std::int64_t>;

  Cursor() = default;  // before everything
  explicit Cursor(Places places) : places_(std::move(places)) {}
  // Of a text that str() gave, in this program or another; nullopt for anything else.
  static std::optional<Cursor> parse(std::string_view text);

  // For URLs; opaque to who carries it. About ten characters a partition that has events.
  std::string str() const;

  // The last position that was read; 0: none.
  std::int64_t at(const Partition& partition) const;
  // Never goes back.
  void advance(const Partition& partition, std::int64_t position);
  const Places& places() const { return places_; }

  bool operator==(const Cursor&) const = default;

 private:
  Places places_;
};

}  // namespace kontor::events
