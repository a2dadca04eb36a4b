#pragma once

#include <chrono>
#include <span>

#include "kernel/crypto/digest.hpp"
#include "kernel/db/database.hpp"

// identity.throttle: failures, counted by digests.
namespace kontor::identity::throttle_rows {

// How long who has one of these has to wait yet; zero: not at all.
Result<std::chrono::seconds> wait_of(const db::Database& database, std::span<const crypto::Digest> digests);

struct Delay {
  int attempts;  // from so many failures on: a second, then twice as long with each
  int longest_seconds;
};
// Failures whose last is older than `forgotten_after` do not count any more.
void count_failure(db::Tx& tx, const crypto::Digest& digest, const Delay& delay, std::chrono::seconds forgotten_after);

void forget(db::Tx& tx, const crypto::Digest& digest);
// Some thousand at most: how many.
std::uint64_t forget_older(db::Tx& tx, std::chrono::seconds than);

}  // namespace kontor::identity::throttle_rows
