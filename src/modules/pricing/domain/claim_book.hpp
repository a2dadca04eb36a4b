#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "modules/pricing/api/events.hpp"

namespace kontor::pricing {

// A limited promotion as it stands.
struct PromotionCount {
  bool is_open = true;  // it counts at this moment
  std::optional<std::int64_t> usage_limit = {};
  std::int64_t used = 0;
  std::optional<std::int64_t> per_customer_limit = {};
  std::optional<Money> budget = {};
  std::int64_t spent = 0;
};

struct CodeCount {
  PromotionId promotion_id;
  std::optional<std::int64_t> usage_limit = {};
  std::int64_t used = 0;
};

enum class ClaimState { claimed, refused, released };

struct HeldLine {
  PromotionId promotion_id;
  std::optional<std::string> code_key;
  Money amount;
};

// What became of a reference.
struct HeldClaim {
  ClaimState state = ClaimState::claimed;
  std::optional<std::string> buyer = {};
  std::vector<HeldLine> lines = {};  // while it is claimed
  std::vector<ClaimRefusal> refusals = {};
};

// Codes are compared by this.
std::string code_key_of(std::string_view code);

// Limits, budgets and claims as they stand, and the rules by which commands change them: all of a claim or nothing,
// once for each reference. What is changed is noted, to be written.
class ClaimBook {
 public:
  using CustomerKey = std::pair<PromotionId, std::string>;

  std::map<PromotionId, PromotionCount> promotions;
  std::map<std::string, CodeCount> codes;  // by key
  std::map<CustomerKey, std::int64_t> customers;
  std::map<Uuid, HeldClaim> claims;

  // The claim as it is then, also where the reference was heard of before.
  const HeldClaim& claim(const ClaimPromotions& command);
  const HeldClaim& release(const Uuid& reference);

  const std::set<PromotionId>& changed_promotions() const { return changed_promotions_; }
  const std::set<std::string>& changed_codes() const { return changed_codes_; }
  const std::set<CustomerKey>& changed_customers() const { return changed_customers_; }
  const std::set<Uuid>& changed_claims() const { return changed_claims_; }

 private:
  std::optional<std::string> refusal_of(const ClaimPromotions& command, const Claim& claim) const;
  std::optional<std::string> refusal_by_code(const Claim& claim) const;
  void count(const HeldClaim& held, const HeldLine& line, int direction);

  std::set<PromotionId> changed_promotions_;
  std::set<std::string> changed_codes_;
  std::set<CustomerKey> changed_customers_;
  std::set<Uuid> changed_claims_;
};

}  // namespace kontor::pricing
