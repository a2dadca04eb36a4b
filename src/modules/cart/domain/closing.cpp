#include "modules/cart/domain/closing.hpp"

#include <algorithm>

namespace kontor::cart {

namespace {

auto ended_of(ClosingState& cart, const Uuid& reference) {
  return std::ranges::find(cart.ended, reference, &EndedReference::reference);
}

void end(ClosingState& cart, const Uuid& reference, std::string_view outcome) {
  if (const auto found = ended_of(cart, reference); found != cart.ended.end()) {
    found->outcome = outcome;
    return;
  }
  if (cart.ended.size() >= kMostEnded) cart.ended.erase(cart.ended.begin());
  cart.ended.push_back({reference, std::string(outcome)});
}

std::optional<std::string_view> refusal(const ClosingState& cart, std::int64_t version) {
  if (cart.closed_for) return "cart_closed";
  if (cart.merged || cart.version != version) return "cart_changed";
  return std::nullopt;
}

}  // namespace

std::optional<std::string> close(ClosingState& cart, std::int64_t version, const Uuid& reference) {
  if (cart.closed_for == reference) return std::nullopt;
  if (const auto found = ended_of(cart, reference); found != cart.ended.end()) {
    return found->outcome == kReopened ? "cart_changed" : found->outcome;
  }
  if (const auto why = refusal(cart, version)) {
    end(cart, reference, *why);
    return std::string(*why);
  }
  cart.closed_for = reference;
  return std::nullopt;
}

void reopen(ClosingState& cart, const Uuid& reference) {
  if (cart.closed_for == reference) cart.closed_for.reset();
  end(cart, reference, kReopened);
}

}  // namespace kontor::cart
