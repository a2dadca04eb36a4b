#pragma once

#include <span>
#include <vector>

#include "kernel/db/database.hpp"
#include "modules/pricing/domain/claim_book.hpp"

// Limits, budgets and claims.
namespace kontor::pricing::claim_rows {

// Reads what these claims and releases touch, and locks what several references share: everybody in the same order
// (customers that are new, limited promotions, limited codes, customers; within each by key), so that nobody waits for
// somebody who waits for them. Promotions without a limit of their own are read, not locked.
ClaimBook open(db::Tx& tx, std::span<const ClaimPromotions> claims, std::span<const Uuid> releases);

// Queues what the book has changed; it travels with the commit.
void post(db::Tx& tx, const ClaimBook& book);

// Removes up to so many that count nothing and were last changed more than so many days ago; how many there were.
std::uint64_t forget_ended(db::Tx& tx, int days, int most);

}  // namespace kontor::pricing::claim_rows
