#include "modules/cart/actions/order_hold.hpp"

#include <algorithm>
#include <optional>
#include <variant>
#include <vector>

#include "kernel/events/event_scope.hpp"
#include "kernel/json/json.hpp"
#include "modules/cart/api/events.hpp"
#include "modules/cart/failpoints.hpp"
#include "modules/identity/api/events.hpp"

namespace kontor::cart {

namespace {

using Command = std::variant<CloseCart, ReopenCart>;

struct Received {
  const events::Event& event;
  Command command;

  const CartId& cart_id() const {
    return std::visit([](const auto& one) -> const CartId& { return one.cart_id; }, command);
  }
};

template <class M>
Result<Command> read_as(const events::Event& event) {
  auto message = json::read<M>(event.payload, {.unknown = json::Unknown::ignore});
  if (!message) return std::move(message).error();
  return Command(*std::move(message));
}

Result<std::vector<Received>> read(events::Group::Batch batch) {
  std::vector<Received> received;
  for (const auto& event : batch) {
    auto command = event.type == CloseCart::kMessage.name ? read_as<CloseCart>(event) : read_as<ReopenCart>(event);
    if (!command) return std::move(command).error();
    received.push_back({event, *std::move(command)});
  }
  return received;
}

std::vector<CartId> carts_of(const std::vector<Received>& received) {
  std::vector<CartId> ids;
  for (const auto& one : received) ids.push_back(one.cart_id());
  std::ranges::sort(ids);
  ids.erase(std::ranges::unique(ids).begin(), ids.end());
  return ids;
}

// Decides in memory, command by command, and answers each.
class Decider {
 public:
  Decider(db::Tx& tx, events::Log& log, std::vector<carts::Closable> seen)
      : tx_(tx), log_(log), seen_(std::move(seen)), carts_(seen_) {}

  void obey(const CloseCart& command) {
    auto* state = find(command.cart_id);
    const auto refusal = state ? close(*state, command.version, command.reference) : std::optional("not_found");
    refusal ? answer(CartRefused{command.cart_id, command.reference, *refusal})
            : answer(CartClosed{command.cart_id, command.reference});
  }
  void obey(const ReopenCart& command) {
    if (auto* state = find(command.cart_id)) reopen(*state, command.reference);
    answer(CartReopened{command.cart_id, command.reference});
  }

  // Those that are not as they were.
  std::vector<carts::Closable> changed() const {
    std::vector<carts::Closable> changed;
    for (std::size_t i = 0; i < carts_.size(); ++i) {
      if (carts_[i] != seen_[i]) changed.push_back(carts_[i]);
    }
    return changed;
  }

 private:
  ClosingState* find(const CartId& id) {
    const auto found = std::ranges::find(carts_, id, &carts::Closable::id);
    return found == carts_.end() ? nullptr : &found->state;
  }
  template <class M>
  void answer(const M& message) {
    log_.publish(tx_, message.cart_id.str(), message);
  }

  db::Tx& tx_;
  events::Log& log_;
  std::vector<carts::Closable> seen_;
  std::vector<carts::Closable> carts_;
};

Result<void> obey(db::Tx& tx, events::Log& log, const Lifetimes& lifetimes, events::Group::Batch batch) {
  const auto received = read(batch);
  if (!received) return received.error();
  Decider decider(tx, log, carts::lock_closables(tx, carts_of(*received)));
  pass(kCommandsRead);
  for (const auto& one : *received) {
    const events::EventScope scope(one.event);
    std::visit([&](const auto& command) { decider.obey(command); }, one.command);
  }
  carts::save_closables(tx, decider.changed(), lifetimes);
  pass(kCommandsObeyed);
  return {};
}

}  // namespace

events::Group cart_group(db::Database database, events::Log& log, Lifetimes lifetimes) {
  return events::Group("cart", std::move(database))
      .on_batch({CloseCart::kMessage, ReopenCart::kMessage},
                [&log, lifetimes](db::Tx& tx, events::Group::Batch batch) { return obey(tx, log, lifetimes, batch); })
      .on<identity::UserErased>([](db::Tx& tx, const identity::UserErased& erased, const events::Event&) {
        const auto user = erased.user_id.uuid();
        carts::erase_of(tx, {&user, 1});
        return Result<void>();
      })
      .at_once({CloseCart::kMessage})
      .relaxed();
}

}  // namespace kontor::cart
