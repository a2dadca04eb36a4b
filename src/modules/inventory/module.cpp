#include "modules/inventory/module.hpp"

#include "modules/inventory/actions/commands.hpp"
#include "modules/inventory/actions/expiry.hpp"
#include "modules/inventory/actions/reservation_desk.hpp"
#include "modules/inventory/actions/stock_desk.hpp"
#include "modules/inventory/actions/warehouse_desk.hpp"
#include "modules/inventory/api/events.hpp"
#include "modules/inventory/http/reservation_endpoints.hpp"
#include "modules/inventory/http/stock_endpoints.hpp"
#include "modules/inventory/http/variant_endpoints.hpp"
#include "modules/inventory/http/warehouse_endpoints.hpp"
#include "modules/inventory/seed/seeding.hpp"
#include "modules/inventory/store/stock_rows.hpp"

namespace kontor::inventory {

namespace {

constexpr std::size_t kMostVariants = 500;

}  // namespace

class Module::Parts final : public Inventory {
 public:
  explicit Parts(Ground ground)
      : ground_(std::move(ground)),
        stock_(ground_.log, ground_.trail),
        warehouses_(ground_.log, ground_.trail),
        reservations_(ground_.log, ground_.trail) {}

  Result<std::vector<StockLevel>> stock(std::span<const VariantId> ids) const override {
    if (ids.size() > kMostVariants) {
      return Error{ErrorKind::invalid, "too_many", "At most 500 variants can be asked for at once."};
    }
    return stock_rows::levels(ground_.database, ids);
  }

  std::vector<http::Endpoint> endpoints() {
    auto all = stock_endpoints({ground_.database, ground_.once, stock_});
    for (const auto& group : {variant_endpoints({ground_.database, ground_.once, stock_}),
                              warehouse_endpoints({ground_.database, ground_.once, warehouses_}),
                              reservation_endpoints({ground_.database, ground_.once, reservations_})}) {
      all.insert(all.end(), group.begin(), group.end());
    }
    return all;
  }
  std::vector<events::Group> groups() {
    return {commands_group(ground_.database, ground_.log, std::chrono::seconds(ground_.settings.hold_seconds),
                           ground_.metrics)};
  }
  std::vector<jobs::Job> jobs() {
    return {expiry_job(ground_.database, ground_.log, std::chrono::seconds(ground_.settings.expire_seconds),
                       ground_.settings.expire_batch, ground_.metrics),
            forgetting_job(ground_.database, ground_.settings.reservation_memory_days)};
  }
  Result<void> check() const {
    const auto answer = stock_rows::levels(ground_.database, {});
    return answer ? Result<void>() : answer.error();
  }
  Result<SeedReport> seed(std::span<const VariantId> variants) const {
    return fill_with_demo_stock(ground_.database, variants);
  }

 private:
  Ground ground_;
  StockDesk stock_;
  WarehouseDesk warehouses_;
  ReservationDesk reservations_;
};

std::vector<events::MessageInfo> messages() {
  return {events::describe<ReserveStock>(),
          events::describe<ExtendReservation>(),
          events::describe<ReleaseStock>(),
          events::describe<CommitStock>(),
          events::describe<RestockReturn>(),
          events::describe<StockReserved>(),
          events::describe<ReservationExtended>(),
          events::describe<ReservationFailed>(),
          events::describe<StockReleased>(),
          events::describe<StockCommitted>(),
          events::describe<StockRestocked>(),
          events::describe<StockLevelChanged>(),
          events::describe<LowStock>(),
          events::describe<WarehouseChanged>()};
}

Module::Module(Ground ground) : parts_(std::make_unique<Parts>(std::move(ground))) {}

Module::~Module() = default;

const Inventory& Module::inventory() const {
  return *parts_;
}
std::vector<http::Endpoint> Module::endpoints() {
  return parts_->endpoints();
}
std::vector<events::Group> Module::groups() {
  return parts_->groups();
}
std::vector<jobs::Job> Module::jobs() {
  return parts_->jobs();
}
Result<void> Module::check() const {
  return parts_->check();
}
Result<SeedReport> Module::seed(std::span<const VariantId> variants) const {
  return parts_->seed(variants);
}

}  // namespace kontor::inventory
