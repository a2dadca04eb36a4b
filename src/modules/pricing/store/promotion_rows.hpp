#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "kernel/db/database.hpp"
#include "modules/pricing/domain/promotion.hpp"

// Promotions with their limits, and their codes.
namespace kontor::pricing::promotion_rows {

// As staff see it.
struct Known {
  Promotion promotion;
  std::int64_t used = 0;
  std::int64_t spent = 0;
  std::int64_t codes = 0;
};

std::vector<Promotion> all(db::Tx& tx);
std::size_t count(db::Tx& tx);
std::vector<Known> list(db::Tx& tx, const std::optional<PromotionId>& after, int limit);
std::optional<Known> find(db::Tx& tx, const PromotionId& id);  // locked
void insert(db::Tx& tx, const Promotion& promotion);
// The version goes on by one. False: more is claimed than the new limits allow.
bool replace(db::Tx& tx, const Promotion& promotion);
// False: orders have claimed it.
bool remove(db::Tx& tx, const PromotionId& id);

struct Code {
  std::string code;
  std::optional<std::int64_t> usage_limit = {};
  std::int64_t used = 0;
};
std::vector<Code> codes(db::Tx& tx, const PromotionId& id, const std::optional<std::string>& after_key, int limit);
// Those of them that are there now and were not before; all of one promotion with one limit.
std::vector<std::string> insert_codes(db::Tx& tx, const PromotionId& id, std::span<const std::string> codes,
                                      const std::optional<std::int64_t>& usage_limit);
bool remove_code(db::Tx& tx, const PromotionId& id, const std::string& key);

}  // namespace kontor::pricing::promotion_rows
