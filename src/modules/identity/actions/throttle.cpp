#include "modules/identity/actions/throttle.hpp"

#include <array>

#include "kernel/core/format.hpp"
#include "modules/identity/domain/client_block.hpp"
#include "modules/identity/store/throttle_rows.hpp"

namespace kontor::identity {

namespace {

constexpr std::string_view kPurpose = "throttle";
constexpr int kAddressPatience = 4;  // an office has more hands than an account
constexpr int kMemory = 4;           // longest delays
constexpr std::uint64_t kBatch = 5000;

std::chrono::seconds forgotten_after(const IdentitySettings& settings) {
  return std::chrono::seconds(settings.longest_delay_seconds) * kMemory;
}

Error wait_for(std::chrono::seconds time) {
  return rate_limited(format("Too many attempts. Come back in {} s.", time.count()), static_cast<int>(time.count()));
}

}  // namespace

Throttle::Throttle(db::Database database, HouseSecret& secret, const IdentitySettings& settings)
    : database_(std::move(database)), secret_(secret), settings_(settings) {}

crypto::Digest Throttle::digest_of_account(std::string_view key) {
  return crypto::hmac_sha256(secret_.key_for(kPurpose).bytes(), "account " + std::string(key));
}

crypto::Digest Throttle::digest_of_address(std::string_view address) {
  return crypto::hmac_sha256(secret_.key_for(kPurpose).bytes(), "address " + client_block(address));
}

Result<void> Throttle::admit(std::string_view account_key, std::string_view address) {
  const std::array digests{digest_of_account(account_key), digest_of_address(address)};
  const auto wait = throttle_rows::wait_of(database_, digests);
  if (!wait) return wait.error();
  if (*wait > std::chrono::seconds(0)) return wait_for(*wait);
  return {};
}

void Throttle::failed(db::Tx& tx, std::string_view account_key, std::string_view address) {
  const auto longest = settings_.longest_delay_seconds;
  const auto memory = forgotten_after(settings_);
  // Accounts before addresses, in every transaction: two that count never wait for each other crosswise.
  if (!account_key.empty()) {
    throttle_rows::count_failure(tx, digest_of_account(account_key), {settings_.attempts_before_delay, longest},
                                 memory);
  }
  throttle_rows::count_failure(tx, digest_of_address(address),
                               {settings_.attempts_before_delay * kAddressPatience, longest}, memory);
}

void Throttle::succeeded(db::Tx& tx, std::string_view account_key) {
  throttle_rows::forget(tx, digest_of_account(account_key));
}

Result<void> Throttle::tidy() {
  std::uint64_t forgotten = kBatch;
  while (forgotten == kBatch) {
    const auto batch = database_.transact([&](db::Tx& tx) -> Result<std::uint64_t> {
      return throttle_rows::forget_older(tx, forgotten_after(settings_));
    });
    if (!batch) return batch.error();
    forgotten = *batch;
  }
  return {};
}

}  // namespace kontor::identity
