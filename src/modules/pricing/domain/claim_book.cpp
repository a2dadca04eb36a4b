#include "modules/pricing/domain/claim_book.hpp"

#include <algorithm>

#include "kernel/core/text.hpp"

namespace kontor::pricing {

namespace {

// Never below nothing: a promotion may have become limited between a claim and its release.
void shift(std::int64_t& count, std::int64_t by) {
  count = std::max<std::int64_t>(0, count + by);
}

bool names_twice(const std::vector<Claim>& claims) {
  std::set<PromotionId> seen;
  return std::ranges::any_of(claims, [&](const Claim& claim) { return !seen.insert(claim.promotion_id).second; });
}

std::vector<ClaimRefusal> all_refused(const std::vector<Claim>& claims, const std::string& reason) {
  std::vector<ClaimRefusal> refusals;
  for (const auto& claim : claims) refusals.push_back({claim.promotion_id, claim.code, reason});
  return refusals;
}

}  // namespace

std::string code_key_of(std::string_view code) {
  std::string key(text::trim(code));
  for (char& c : key) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  return key;
}

const HeldClaim& ClaimBook::claim(const ClaimPromotions& command) {
  const auto [at, is_new] = claims.try_emplace(command.reference);
  auto& held = at->second;
  if (!is_new) {
    // A release that came before its claim is for good.
    if (held.state == ClaimState::released) held.refusals = all_refused(command.claims, "released");
    return held;
  }
  changed_claims_.insert(command.reference);
  held.buyer = command.buyer;
  if (names_twice(command.claims)) held.refusals = all_refused(command.claims, "claimed_twice");
  for (const auto& claim : command.claims) {
    if (auto why = refusal_of(command, claim)) {
      held.refusals.push_back({claim.promotion_id, claim.code, std::move(*why)});
    }
  }
  held.state = held.refusals.empty() ? ClaimState::claimed : ClaimState::refused;
  if (held.state == ClaimState::refused) return held;
  for (const auto& claim : command.claims) {
    const auto key = claim.code ? std::optional(code_key_of(*claim.code)) : std::nullopt;
    held.lines.push_back({claim.promotion_id, key, claim.amount});
    count(held, held.lines.back(), 1);
  }
  return held;
}

const HeldClaim& ClaimBook::release(const Uuid& reference) {
  auto& held = claims[reference];
  if (held.state == ClaimState::released) return held;
  for (const auto& line : held.lines) count(held, line, -1);
  held.lines.clear();
  held.state = ClaimState::released;
  changed_claims_.insert(reference);
  return held;
}

std::optional<std::string> ClaimBook::refusal_of(const ClaimPromotions& command, const Claim& claim) const {
  const auto found = promotions.find(claim.promotion_id);
  if (found == promotions.end() || !found->second.is_open) return "ended";
  const auto& count = found->second;
  if (count.usage_limit && count.used >= *count.usage_limit) return "used_up";
  if (claim.amount.is_negative()) return "invalid_amount";
  if (count.budget) {
    if (count.budget->currency() != claim.amount.currency()) return "wrong_currency";
    if (claim.amount.amount() > count.budget->amount() - count.spent) return "budget_exhausted";
  }
  if (count.per_customer_limit) {
    if (!command.buyer) return "customer_unknown";
    const auto used = customers.find({claim.promotion_id, *command.buyer});
    if (used != customers.end() && used->second >= *count.per_customer_limit) return "used_by_customer";
  }
  return refusal_by_code(claim);
}

std::optional<std::string> ClaimBook::refusal_by_code(const Claim& claim) const {
  if (!claim.code) return std::nullopt;
  const auto code = codes.find(code_key_of(*claim.code));
  if (code == codes.end() || code->second.promotion_id != claim.promotion_id) return "ended";
  if (code->second.usage_limit && code->second.used >= *code->second.usage_limit) return "used_up";
  return std::nullopt;
}

void ClaimBook::count(const HeldClaim& held, const HeldLine& line, int direction) {
  if (const auto found = promotions.find(line.promotion_id); found != promotions.end()) {
    auto& count = found->second;
    if (count.usage_limit || count.budget) {
      shift(count.used, direction);
      if (count.budget) shift(count.spent, direction * line.amount.amount());
      changed_promotions_.insert(line.promotion_id);
    }
    if (count.per_customer_limit && held.buyer) {
      shift(customers[{line.promotion_id, *held.buyer}], direction);
      changed_customers_.insert({line.promotion_id, *held.buyer});
    }
  }
  if (!line.code_key) return;
  const auto code = codes.find(*line.code_key);
  if (code == codes.end() || !code->second.usage_limit) return;
  shift(code->second.used, direction);
  changed_codes_.insert(*line.code_key);
}

}  // namespace kontor::pricing
