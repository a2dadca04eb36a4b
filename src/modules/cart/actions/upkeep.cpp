#include "modules/cart/actions/upkeep.hpp"

#include <optional>
#include <vector>

#include "kernel/jobs/piece_by_piece.hpp"
#include "modules/cart/api/events.hpp"

namespace kontor::cart {

namespace {

constexpr int kAtOnce = 200;

personal::Person owner_of(const carts::Due& cart) {
  return cart.user_id ? personal::Person::user(*cart.user_id) : personal::Person::guest(*cart.content.email);
}

bool is_abandoned(const carts::Due& cart) {
  return cart.silent && !cart.expired && !cart.content.lines.empty();
}

// In the order of `carts`; those without an e-mail address have none.
std::vector<std::optional<personal::Sealed>> sealed_emails(db::Tx& tx, const personal::PersonalData& personal,
                                                           const std::vector<carts::Due>& carts) {
  std::vector<personal::Person> persons;
  for (const auto& cart : carts) {
    if (cart.content.email) persons.push_back(owner_of(cart));
  }
  const auto keys = persons.empty() ? std::vector<personal::PersonKey>() : personal.keys(tx, persons);
  auto key = keys.begin();
  std::vector<std::optional<personal::Sealed>> sealed;
  for (const auto& cart : carts) {
    sealed.push_back(cart.content.email ? std::optional((key++)->seal(*cart.content.email)) : std::nullopt);
  }
  return sealed;
}

struct Sorted {
  std::vector<CartId> expired;
  std::vector<CartId> others;
  std::vector<carts::Due> abandoned;
};

Sorted sorted(std::vector<carts::Due> due) {
  Sorted all;
  for (auto& cart : due) {
    (cart.expired ? all.expired : all.others).push_back(cart.id);
    if (is_abandoned(cart)) all.abandoned.push_back(std::move(cart));
  }
  return all;
}

// How many were looked after.
Result<std::size_t> look_after(db::Tx& tx, events::Log& log, const personal::PersonalData& personal,
                               const Lifetimes& lifetimes) {
  auto due = carts::due(tx, lifetimes, kAtOnce);
  const auto number = due.size();
  const auto [expired, others, abandoned] = sorted(std::move(due));
  const auto emails = sealed_emails(tx, personal, abandoned);
  std::vector<CartId> told;
  for (std::size_t i = 0; i < abandoned.size(); ++i) {
    const auto& cart = abandoned[i];
    log.publish(tx, cart.id.str(), CartAbandoned{cart.id, cart.user_id, emails[i], shown_value(cart.content)});
    told.push_back(cart.id);
  }
  if (!expired.empty()) carts::remove(tx, expired);
  if (!others.empty()) carts::looked_after(tx, others, told, lifetimes);
  return number;
}

}  // namespace

jobs::Job upkeep_job(db::Database database, events::Log& log, const personal::PersonalData& personal,
                     Lifetimes lifetimes) {
  return {.name = "cart.upkeep",
          .when = jobs::When::every(std::chrono::minutes(1)),
          .run = [database, &log, &personal, lifetimes](const jobs::JobRun& run) mutable -> Result<void> {
            return jobs::piece_by_piece(run, kAtOnce, [&] {
              return database.transact([&](db::Tx& tx) { return look_after(tx, log, personal, lifetimes); });
            });
          }};
}

}  // namespace kontor::cart
