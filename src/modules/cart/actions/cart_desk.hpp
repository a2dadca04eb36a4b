#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "kernel/core/random.hpp"
#include "kernel/core/result.hpp"
#include "kernel/db/database.hpp"
#include "kernel/db/errors.hpp"
#include "kernel/telemetry/metrics.hpp"
#include "modules/cart/actions/appraiser.hpp"
#include "modules/cart/actions/recent_carts.hpp"
#include "modules/cart/settings.hpp"
#include "modules/cart/store/carts.hpp"

namespace kontor::cart {

Limits limits_from(const CartSettings& settings);
Lifetimes lifetimes_from(const CartSettings& settings);

// pricing::Buyer::key of whose cart it is: the user, else the guest of that address.
std::optional<std::string> buyer_key_of(const KeptCart& cart);

// A cart as it is shown, and what has to be written for that to be true: nothing, one cart, or the two of a merge.
struct Plan {
  KeptCart cart;  // with the version that it has when all is written
  Appraisal appraisal;
  std::vector<KeptCart> saves = {};  // with the versions that were seen
  std::optional<MergeReport> merged = {};
};

// Whether the caller goes on with a cart of this version.
using Precondition = std::function<Result<void>(std::int64_t version)>;

// What a request does to a cart. `edit` is pure and may run again on a newer cart; `judge`, where there is one, looks
// at what came of it before anything is written.
struct Change {
  std::function<Result<void>(Content&)> edit;
  std::function<Result<void>(const Content&, const Appraisal&)> judge = {};
};

// Everything that is done with single carts. A change reads the cart (or has it from memory), asks the neighbours, and
// writes on condition that the cart is still as it was read; a plan is that write. Safe from any thread.
class CartDesk {
 public:
  CartDesk(const db::Database& database, const Appraiser& appraiser, const CartSettings& settings,
           telemetry::Metrics& metrics);

  // `not_found` also for who may not open it. Staff may look at every cart.
  Result<KeptCart> open(const CartId& id, const Opener& opener) const;
  Result<Plan> look(const CartId& id, const Opener& opener) const;
  // The open cart that the user touched last.
  Result<Plan> latest(const Uuid& user) const;

  // Plans; what they may fail with beside `not_found`: cart_changed where the cart is being ordered, was ordered or was
  // merged; what the precondition, the edit and the judge say.
  Result<Plan> change(const CartId& id, const Opener& opener, const Precondition& precondition,
                      const Change& change) const;
  // A guest's cart becomes the user's: it is merged into their open one of the same currency, if there is one. Of one
  // that was claimed before, the answer is the same again.
  Result<Plan> claim(const CartId& id, const Opener& opener) const;
  Result<Plan> merge(const CartId& into, const Opener& into_opener, const CartId& from, const Opener& from_opener,
                     const Precondition& precondition) const;
  // An empty one; the token is none for a user's. `invalid` names a currency that the shop has not.
  Result<Plan> fresh(const std::optional<Uuid>& user, const std::optional<std::string>& token,
                     const Currency& currency) const;

  // Both travel with COMMIT, which throws where a cart is not any more as it was seen: unless_overtaken goes around it.
  void save(db::Tx& tx, const Plan& plan) const;
  void insert(db::Tx& tx, const Plan& plan) const;
  // The plan was committed.
  void written(const Plan& plan) const;

  // Runs `attempt` (→ a Result), which plans and writes, again while others are faster, a bounded number of times; then
  // `unavailable` with the code contention.
  template <class Attempt>
  std::invoke_result_t<Attempt> unless_overtaken(Attempt attempt) const {
    for (int tries = 1;; ++tries) {
      try {
        return attempt();
      } catch (const db::Violation& violation) {
        if (!carts::is_overtaken(violation)) throw;
      }
      overtaken_.add();
      if (tries == kMostTries) {
        return Error{ErrorKind::unavailable, "contention", "Too many others change this cart at this moment."};
      }
      give_way(tries);
    }
  }

  Result<CheckoutCart> checkout(const CartId& id, const Opener& opener) const;
  Result<std::vector<shipping::Quote>> options(const CartId& id, const Opener& opener) const;

  const Limits& limits() const { return limits_; }
  const Lifetimes& lifetimes() const { return lifetimes_; }

 private:
  static constexpr int kMostTries = 20;
  static void give_way(int tries);

  // As its prices are asked for.
  Buyer buyer_of(KeptCart& cart) const;
  Result<Appraisal> appraised(KeptCart& cart, Look look) const;
  Result<Plan> shown(KeptCart cart) const;
  Result<Plan> changed(KeptCart cart, const Precondition& precondition, const Change& change) const;
  Result<Plan> merged(KeptCart into, KeptCart from) const;
  Result<Plan> already_merged(const KeptCart& from, const CartId& into, const Opener& opener) const;
  Result<Plan> planned(KeptCart cart, const Content& before) const;

  db::Database database_;
  const Appraiser& appraiser_;
  Limits limits_;
  Lifetimes lifetimes_;
  telemetry::Counter& overtaken_;
  mutable RecentCarts recent_;
};

}  // namespace kontor::cart
