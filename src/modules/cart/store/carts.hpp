#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "kernel/core/time.hpp"
#include "kernel/crypto/digest.hpp"
#include "kernel/db/database.hpp"
#include "kernel/db/errors.hpp"
#include "modules/cart/domain/closing.hpp"
#include "modules/cart/domain/content.hpp"

namespace kontor::cart {

// A row of cart.cart.
struct KeptCart {
  CartId id;
  std::optional<Uuid> user_id = {};
  std::optional<crypto::Digest> token_digest = {};
  Content content = {};
  std::int64_t version = 1;
  bool closed = false;
  std::optional<CartId> merged_into = {};
  std::optional<MergeReport> merge_report = {};
  std::optional<bool> first_order = {};  // whether nothing was ordered by whose it is; none: not asked yet
};

// How long carts last that nobody touches: a guest's, and what was ordered or merged; a customer's open ones.
struct Lifetimes {
  std::chrono::days guest{30};
  std::chrono::days customer{365};
  std::optional<std::chrono::minutes> silence;  // none: nobody is told of abandoned carts
};

namespace carts {

// One query. nullopt: there is none, or its time is over.
Result<std::optional<KeptCart>> find(const db::Database& database, const CartId& id, const Lifetimes& lifetimes);
// The open one that the user touched last, in this currency where one is given, other than this.
Result<std::optional<KeptCart>> latest_of(const db::Database& database, const Uuid& user,
                                          const std::optional<Currency>& currency,
                                          const std::optional<CartId>& other_than, const Lifetimes& lifetimes);

// Whether no cart of this user, or without one of this guest, is being ordered or was. One query.
Result<bool> is_first_order(const db::Database& database, const std::optional<Uuid>& user,
                            const std::optional<std::string>& email);

// Both travel with COMMIT.
void insert(db::Tx& tx, const KeptCart& fresh, const Lifetimes& lifetimes);
// What the cart is now, from the version that it has: the row gets the next one. Where the row is another by now, the
// transaction fails with a Violation that is_overtaken().
void save(db::Tx& tx, const KeptCart& changed, const Lifetimes& lifetimes);
bool is_overtaken(const db::Violation& violation);

void erase_of(db::Tx& tx, std::span<const Uuid> users);

// What closing and opening see of a cart, locked in the order of ids until the transaction ends.
struct Closable {
  CartId id;
  ClosingState state;
  bool operator==(const Closable&) const = default;
};
std::vector<Closable> lock_closables(db::Tx& tx, std::span<const CartId> ids);
// Those that were opened count as touched. Remembers who has ordered, for as long as a cart is closed.
void save_closables(db::Tx& tx, std::span<const Closable> changed, const Lifetimes& lifetimes);

// A cart that has to be looked after, locked; those that others look after are passed over.
struct Due {
  CartId id;
  std::optional<Uuid> user_id;
  Content content;
  bool expired = false;
  bool silent = false;  // open, untouched for the silence, and nobody was told since
};
std::vector<Due> due(db::Tx& tx, const Lifetimes& lifetimes, int most);
void remove(db::Tx& tx, std::span<const CartId> ids);
// When to look at them again; `told` are those that somebody was told of.
void looked_after(db::Tx& tx, std::span<const CartId> ids, std::span<const CartId> told, const Lifetimes& lifetimes);

// For staff: those that were made before the cursor, the newest first.
struct Listed {
  KeptCart cart;
  Timestamp touched_at;
};
Result<std::vector<Listed>> list(const db::Database& database, const std::optional<CartId>& before,
                                 const std::optional<Uuid>& user, int limit);

Result<void> check(const db::Database& database);

}  // namespace carts
}  // namespace kontor::cart
