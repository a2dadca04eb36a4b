#pragma once

#include <string>
#include <vector>

#include "kernel/audit/trail.hpp"
#include "kernel/db/database.hpp"
#include "kernel/events/log.hpp"
#include "modules/ordering/actions/saga_driver.hpp"
#include "modules/ordering/settings.hpp"
#include "modules/ordering/store/return_rows.hpp"

namespace kontor::ordering {

// Goods that come back: asked for by the customer, approved by staff, received, put on the shelf and paid back. All in
// the caller's transaction, under the locks of the order.
class Returns {
 public:
  struct Parts {
    const OrderingSettings& settings;
    db::Database database;
    events::Log& log;
    audit::Trail trail;
    SagaDriver& driver;
  };
  explicit Returns(Parts parts) : parts_(std::move(parts)) {}

  // `conflict` with code not_dispatched before the parcel has left, return_closed when it is too late; `invalid` for
  // lines that are not the order's, or more pieces than are left of them.
  Result<Return> request(db::Tx& tx, const OrderId& id, const std::vector<ReturnedLine>& lines,
                         const std::string& reason);
  // Of a requested one; `conflict` with code return_status otherwise, here and below.
  Result<Return> approve(db::Tx& tx, const ReturnId& id);
  Result<Return> reject(db::Tx& tx, const ReturnId& id, const std::string& reason);
  // Of an approved one: restocked, where `restock` says so, and paid back; `refund` instead of what was computed.
  struct Receipt {
    bool restock = true;
    std::optional<std::int64_t> refund = {};
  };
  Result<Return> receive(db::Tx& tx, const ReturnId& id, const Receipt& receipt);

 private:
  struct Found {
    Order order;
    std::vector<Return> all;
    std::size_t at = 0;
    Return& one() { return all[at]; }
  };
  Result<Found> find(db::Tx& tx, const ReturnId& id, ReturnStatus expected);
  void changed(db::Tx& tx, const Return& one, std::string_view action);

  Parts parts_;
};

}  // namespace kontor::ordering
