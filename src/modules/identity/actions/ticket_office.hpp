#pragma once

#include <string>

#include "kernel/db/database.hpp"
#include "modules/identity/api/stream_tickets.hpp"

namespace kontor::identity {

// Issues and takes tickets for live streams. Only their digests are kept, in the database, so that any instance may
// take one. Safe from any thread.
class TicketOffice final : public StreamTickets {
 public:
  explicit TicketOffice(db::Database database) : database_(std::move(database)) {}

  Result<std::string> issue(const UserId& user);
  Result<std::optional<UserId>> redeem(std::string_view ticket) override;

 private:
  db::Database database_;
};

}  // namespace kontor::identity
