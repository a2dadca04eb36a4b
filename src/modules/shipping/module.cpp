#include "modules/shipping/module.hpp"

#include <algorithm>
#include <iterator>

#include "modules/shipping/actions/commands.hpp"
#include "modules/shipping/actions/known_rates.hpp"
#include "modules/shipping/actions/rate_desk.hpp"
#include "modules/shipping/actions/shipment_desk.hpp"
#include "modules/shipping/api/events.hpp"
#include "modules/shipping/http/rate_endpoints.hpp"
#include "modules/shipping/http/shipment_endpoints.hpp"
#include "modules/shipping/seed/demo_rates.hpp"
#include "modules/shipping/store/shipment_rows.hpp"

namespace kontor::shipping {

namespace {

constexpr std::size_t kMostShipments = 500;

// What the settings' format lets through is a day.
WorkingTimes times_from(const ShippingSettings& settings) {
  WorkingTimes times{settings.utc_offset_minutes, settings.cutoff_minutes, {}};
  for (const auto& text : settings.holidays) {
    if (const auto day = parse_day(text)) times.holidays.push_back(*day);
  }
  return times;
}

}  // namespace

class Module::Parts final : public Shipping {
 public:
  explicit Parts(Ground ground)
      : ground_(std::move(ground)),
        times_(times_from(ground_.settings)),
        carriers_(ground_.settings),
        rates_(ground_.database, ground_.tails),
        rate_desk_(ground_.log, ground_.trail, carriers_),
        shipment_desk_(ground_.log, ground_.trail, carriers_) {}

  Result<std::vector<Quote>> quotes(const Parcel& parcel) const override {
    const auto book = rates_.book();
    if (!book) return book.error();
    return (*book)->quotes(times_, parcel, ground_.clock.now());
  }

  Result<Quote> quote(const ShippingMethodId& id, const Parcel& parcel) const override {
    const auto all = quotes(parcel);
    if (!all) return all.error();
    const auto found = std::ranges::find(*all, id, &Quote::id);
    return found != all->end() ? Result<Quote>(*found) : not_found("shipping option");
  }

  Result<std::vector<ShipmentSummary>> shipments(std::span<const ShipmentId> ids) const override {
    if (ids.size() > kMostShipments) {
      return Error{ErrorKind::invalid, "too_many", "At most 500 shipments can be asked for at once."};
    }
    return shipment_rows::summaries(ground_.database, ids);
  }

  std::vector<http::Endpoint> endpoints() {
    const RateRoom rates{ground_.database, ground_.once, rate_desk_, rates_};
    const ShipmentRoom room{ground_.database, ground_.once, ground_.personal, shipment_desk_};
    auto all = zone_endpoints(rates);
    for (auto more : {method_endpoints(rates), shipment_endpoints(room), public_endpoints(room)}) {
      std::ranges::move(more, std::back_inserter(all));
    }
    return all;
  }

  std::vector<events::Group> groups() {
    return {command_group({ground_.database, ground_.log, ground_.personal, carriers_})};
  }

  std::vector<jobs::Job> jobs() {
    const std::chrono::seconds step(ground_.settings.sandbox.step_seconds);
    std::vector<jobs::Job> jobs;
    if (step.count() > 0) jobs.push_back(sandbox_job(ground_.database, shipment_desk_, step));
    jobs.push_back(forgetting_job(ground_.database, ground_.settings.refusal_memory_days));
    return jobs;
  }

  Result<void> check() const { return shipment_rows::check(ground_.database); }

  Result<bool> seed() const { return fill_with_demo_rates(ground_.database, ground_.log); }

 private:
  Ground ground_;
  WorkingTimes times_;
  Carriers carriers_;
  mutable KnownRates rates_;
  RateDesk rate_desk_;
  ShipmentDesk shipment_desk_;
};

std::vector<events::MessageInfo> messages() {
  return {events::describe<CreateShipment>(),        events::describe<CancelShipment>(),
          events::describe<ShipmentCreated>(),       events::describe<ShipmentDispatched>(),
          events::describe<TrackingUpdated>(),       events::describe<ShipmentDelivered>(),
          events::describe<ShipmentFailed>(),        events::describe<ShipmentCancelled>(),
          events::describe<ShipmentCancelRefused>(), events::describe<RatesChanged>()};
}

Module::Module(Ground ground) : parts_(std::make_unique<Parts>(std::move(ground))) {}

Module::~Module() = default;

const Shipping& Module::shipping() const {
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
Result<bool> Module::seed() const {
  return parts_->seed();
}

}  // namespace kontor::shipping
