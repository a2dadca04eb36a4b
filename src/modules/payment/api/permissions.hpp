#pragma once

#include <array>

#include "kernel/auth/permission.hpp"

namespace kontor::payment {

inline constexpr auth::Permission kRead{"payment.read", "See payments and the ledger", {.support = true}};
inline constexpr auth::Permission kWrite{"payment.write", "Refund, capture, void and mark payments as paid"};

inline constexpr std::array kPermissions{kRead, kWrite};

}  // namespace kontor::payment
