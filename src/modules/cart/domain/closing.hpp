#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/core/ids.hpp"

// A cart that is being ordered is closed, for one reference at a time. Commands come at least once and in any order.
namespace kontor::cart {

// A reference that the cart is through with: it was opened again, or never closed. The cart is not closed for it any
// more, whatever comes.
struct EndedReference {
  Uuid reference;
  std::string outcome;  // reopened, or why it was refused
  bool operator==(const EndedReference&) const = default;
};

struct ClosingState {
  std::int64_t version = 0;
  bool merged = false;
  std::optional<Uuid> closed_for = {};
  std::vector<EndedReference> ended = {};  // the newest kMostEnded
  bool operator==(const ClosingState&) const = default;
};

inline constexpr std::size_t kMostEnded = 50;
inline constexpr std::string_view kReopened = "reopened";

// nullopt: it is closed for the reference. Else why not: cart_changed, cart_closed. Asked again it says the same.
std::optional<std::string> close(ClosingState& cart, std::int64_t version, const Uuid& reference);

// Open, unless it is closed for another; a close() of this reference that comes later is refused.
void reopen(ClosingState& cart, const Uuid& reference);

}  // namespace kontor::cart
