#pragma once

#include <span>
#include <string>
#include <vector>

#include "kernel/db/database.hpp"
#include "modules/pricing/domain/discounts.hpp"
#include "modules/pricing/domain/rulebook.hpp"

// What prices are made by, read as a whole.
namespace kontor::pricing::rulebook_rows {

// Without the country that the shop is at home in.
Rulebook::Rules read(db::Tx& tx);

// What was claimed of the limited promotions, of all of them.
struct Count {
  PromotionId id;
  Left left;
};
Result<std::vector<Count>> counts(const db::Database& database);

// The same of some, for a buyer and without what a reference holds itself.
Result<std::vector<Count>> counts_for(const db::Database& database, std::span<const PromotionId> ids,
                                      const std::optional<std::string>& buyer, const std::optional<Uuid>& reference);

// Codes by their keys; unknown ones are left out.
struct FoundCode {
  std::string key;
  PromotionId promotion_id;
  bool is_limited = false;
  bool is_used_up = false;
};
// What this reference has claimed itself does not count.
Result<std::vector<FoundCode>> codes(const db::Database& database, std::span<const std::string> keys,
                                     const std::optional<Uuid>& reference);

}  // namespace kontor::pricing::rulebook_rows
