#pragma once

#include <cstdint>
#include <memory>

#include "kernel/auth/caller.hpp"
#include "kernel/core/time.hpp"

namespace kontor::auth {

// A token that was found good: whose it is, and how long that may be believed. Never changed once made.
struct Verdict {
  Principal principal;
  Timestamp issued_at;
  Timestamp good_until;       // the leeway is in it
  std::uint64_t edition = 0;  // of what it was judged by
};
using VerdictPtr = std::shared_ptr<const Verdict>;

}  // namespace kontor::auth
