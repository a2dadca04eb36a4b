#include "modules/identity/actions/one_time_links.hpp"

#include <array>
#include <vector>

#include "kernel/core/random.hpp"
#include "kernel/core/text.hpp"
#include "modules/identity/store/accounts.hpp"

namespace kontor::identity {

namespace {

constexpr std::string_view kPurpose = "one-time links";
constexpr std::size_t kTokenBytes = 32;
constexpr std::uint64_t kBatch = 5000;

std::string random_token() {
  std::array<std::uint8_t, kTokenBytes> bytes{};
  fill_random(bytes);
  return text::base64url(crypto::ByteView(bytes).text());
}

// Writes them into the log once they are good for something.
class LoggedLinks final : public db::Companion {
 public:
  explicit LoggedLinks(const telemetry::Log& log) : log_(log) {}
  void add(std::string link) { links_.push_back(std::move(link)); }
  void before_commit(db::Tx&) override {}
  void committed() noexcept override {
    for (const auto& link : links_) log_.info("mailed_link", {{"link", link}});
  }

 private:
  const telemetry::Log& log_;
  std::vector<std::string> links_;
};

}  // namespace

OneTimeLinks::OneTimeLinks(HouseSecret& secret, std::string public_url, const telemetry::Log* log)
    : secret_(secret), public_url_(std::move(public_url)), log_(log) {}

void OneTimeLinks::prepare() {
  secret_.key_for(kPurpose);
}

OneTimeLinks::Link OneTimeLinks::make(db::Tx& tx, const LinkKind& kind, const Account& account) {
  const auto token = random_token();
  one_time_tokens::revoke(tx, kind.purpose, account.id);
  const auto expires_at = one_time_tokens::insert(
      tx, {crypto::sha256(token), kind.purpose, account.id, digest_of(account.email), kind.lifetime});
  Link link{url_of(kind, token), expires_at};
  announce(tx, link.url);
  return link;
}

void OneTimeLinks::pretend(db::Tx& tx, const LinkKind& kind, std::string_view email) {
  one_time_tokens::revoke(tx, kind.purpose, UserId::generate());
  one_time_tokens::insert(
      tx, {crypto::sha256(random_token()), kind.purpose, std::nullopt, digest_of(email), kind.lifetime});
}

OneTimeLinks::Link OneTimeLinks::make_for_anybody(db::Tx& tx, const LinkKind& kind) {
  const auto token = random_token();
  one_time_tokens::revoke_without_account(tx, kind.purpose);
  const auto expires_at =
      one_time_tokens::insert(tx, {crypto::sha256(token), kind.purpose, std::nullopt, std::nullopt, kind.lifetime});
  return {url_of(kind, token), expires_at};
}

std::optional<Account> OneTimeLinks::owner(db::Tx& tx, const LinkKind& kind, std::string_view token) {
  const auto found = one_time_tokens::find(tx, crypto::sha256(token), kind.purpose);
  if (!found || !found->account_id) return std::nullopt;
  auto account = accounts::find(tx, *found->account_id);
  return is_of(*found, account) ? std::move(account) : std::nullopt;
}

// The account's row before the token's, as where links are made.
std::optional<Account> OneTimeLinks::redeem(db::Tx& tx, const LinkKind& kind, std::string_view token) {
  const auto digest = crypto::sha256(token);
  const auto found = one_time_tokens::find(tx, digest, kind.purpose);
  if (!found || !found->account_id) return std::nullopt;
  auto account = accounts::find(tx, *found->account_id, accounts::Lock::row);
  if (!is_of(*found, account) || !one_time_tokens::use(tx, digest, kind.purpose)) return std::nullopt;
  return account;
}

bool OneTimeLinks::opens(db::Tx& tx, const LinkKind& kind, std::string_view token) {
  return one_time_tokens::find(tx, crypto::sha256(token), kind.purpose).has_value();
}

bool OneTimeLinks::use(db::Tx& tx, const LinkKind& kind, std::string_view token) {
  return one_time_tokens::use(tx, crypto::sha256(token), kind.purpose);
}

Result<void> OneTimeLinks::tidy(db::Database database) {
  std::uint64_t removed = kBatch;
  while (removed == kBatch) {
    const auto batch =
        database.transact([](db::Tx& tx) -> Result<std::uint64_t> { return one_time_tokens::forget_expired(tx); });
    if (!batch) return batch.error();
    removed = *batch;
  }
  return {};
}

crypto::Digest OneTimeLinks::digest_of(std::string_view email) {
  return crypto::hmac_sha256(secret_.key_for(kPurpose).bytes(), text::to_lower(email));
}

bool OneTimeLinks::is_of(const one_time_tokens::Found& found, const std::optional<Account>& account) {
  return account && account->may_sign_in() && found.email_digest &&
         crypto::equal(*found.email_digest, digest_of(account->email));
}

void OneTimeLinks::announce(db::Tx& tx, const std::string& url) {
  if (!log_) return;
  tx.companion<LoggedLinks>([this] { return std::make_unique<LoggedLinks>(*log_); }).add(url);
}

std::string OneTimeLinks::url_of(const LinkKind& kind, std::string_view token) const {
  return public_url_ + std::string(kind.page) + "#token=" + std::string(token);
}

Error token_invalid() {
  return {ErrorKind::rejected, "token_invalid",
          "This link is not good: it was used, is too old, or a newer one was sent."};
}

}  // namespace kontor::identity
