#include "kernel/audit/walk/chain_walk.hpp"

namespace kontor::audit {

void ChainWalk::take(std::span<const Entry> entries) {
  for (const auto& entry : entries) {
    if ((broken_ = judge(entry))) {
      ended_ = true;
      return;
    }
    reached_ = entry.number;
    last_ = {entry.number, entry.hash};
  }
  if (entries.empty() || last_.number == head_.number) finish();
}

std::optional<Break> ChainWalk::judge(const Entry& entry) const {
  const auto next = last_.number + 1;
  if (entry.number > next) return Break{Break::Kind::missing, next};
  if (entry.number < next || entry.previous_hash != last_.hash) return Break{Break::Kind::unlinked, entry.number};
  if (entry.hash != hash_of(entry)) return Break{Break::Kind::changed, entry.number};
  const bool is_expected = expected_ && expected_->number == entry.number;
  if (is_expected && expected_->hash != entry.hash) return Break{Break::Kind::replaced, entry.number};
  return std::nullopt;
}

void ChainWalk::finish() {
  ended_ = true;
  const auto next = last_.number + 1;
  if (last_.number < head_.number) broken_ = {Break::Kind::missing, next};
  if (!broken_ && expected_ && expected_->number > last_.number) broken_ = {Break::Kind::truncated, next};
}

}  // namespace kontor::audit
