#include "modules/identity/actions/ticket_office.hpp"

#include <array>

#include "kernel/core/random.hpp"
#include "kernel/core/text.hpp"
#include "modules/identity/store/one_time_tokens.hpp"

namespace kontor::identity {

namespace {

constexpr std::size_t kTicketBytes = 32;
constexpr std::chrono::seconds kTicketLife{60};

}  // namespace

Result<std::string> TicketOffice::issue(const UserId& user) {
  std::array<std::uint8_t, kTicketBytes> bytes{};
  fill_random(bytes);
  auto ticket = text::base64url(crypto::ByteView(bytes).text());
  auto kept = database_.transact([&](db::Tx& tx) -> Result<void> {
    one_time_tokens::insert(
        tx, {crypto::sha256(ticket), one_time_tokens::Purpose::stream_ticket, user, std::nullopt, kTicketLife});
    return {};
  });
  if (!kept) return std::move(kept).error();
  return ticket;
}

Result<std::optional<UserId>> TicketOffice::redeem(std::string_view ticket) {
  const auto digest = crypto::sha256(ticket);
  return database_.transact([&](db::Tx& tx) -> Result<std::optional<UserId>> {
    const auto found = one_time_tokens::find(tx, digest, one_time_tokens::Purpose::stream_ticket);
    if (!found || !one_time_tokens::use(tx, digest, one_time_tokens::Purpose::stream_ticket)) {
      return std::optional<UserId>();
    }
    return found->account_id;
  });
}

}  // namespace kontor::identity
