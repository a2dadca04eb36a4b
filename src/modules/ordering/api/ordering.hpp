#pragma once

#include <string_view>

#include "kernel/core/ids.hpp"
#include "kernel/json/describe.hpp"

namespace kontor::ordering {

struct OrderTag {
  static constexpr std::string_view kPrefix = "order";
};
struct ReturnTag {
  static constexpr std::string_view kPrefix = "return";
};
using OrderId = Id<OrderTag>;
using ReturnId = Id<ReturnTag>;

// As customers see it.
enum class OrderStatus { pending, confirmed, dispatched, delivered, completed, cancelled };
KONTOR_DESCRIBE_ENUM(OrderStatus, pending, confirmed, dispatched, delivered, completed, cancelled)

}  // namespace kontor::ordering
