#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <span>

#include "kernel/audit/entry.hpp"
#include "kernel/audit/ledger.hpp"

namespace kontor::audit {

// Follows the chain from its beginning to a head and holds it against an anchor. Rules only, no I/O.
class ChainWalk {
 public:
  ChainWalk(const Anchor& head, const std::optional<Anchor>& expected) : head_(head), expected_(expected) {}

  // The next entries behind reached(), by number; none: there are no more up to the head.
  void take(std::span<const Entry> entries);

  bool ended() const { return ended_; }
  std::int64_t reached() const { return reached_; }
  std::int64_t checked() const { return last_.number; }
  const std::optional<Break>& broken() const { return broken_; }

 private:
  std::optional<Break> judge(const Entry& entry) const;
  void finish();

  Anchor head_;
  std::optional<Anchor> expected_;
  Anchor last_;
  std::int64_t reached_ = std::numeric_limits<std::int64_t>::min();
  std::optional<Break> broken_;
  bool ended_ = false;
};

}  // namespace kontor::audit
