#pragma once

#include <functional>

#include "kernel/audit/trail.hpp"
#include "kernel/db/database.hpp"
#include "kernel/events/log.hpp"
#include "modules/shipping/actions/carriers.hpp"
#include "modules/shipping/domain/method.hpp"

namespace kontor::shipping {

// Who changes zones and methods: each change is audited, and told to all instances.
class RateDesk {
 public:
  RateDesk(events::Log& log, audit::Trail trail, const Carriers& carriers)
      : log_(log), trail_(trail), carriers_(carriers) {}

  // Asked about the version that is there; its Error ends the change.
  using Check = std::function<Result<void>(std::int64_t version)>;

  // `invalid` with every problem; `conflict` with code rest_of_world_exists. The draft's id and version do not count
  // when it is new.
  Result<Zone> create(db::Tx& tx, Zone draft);
  Result<Zone> replace(db::Tx& tx, Zone draft, const Check& check);
  // `conflict` with code zone_in_use while methods are for it, also such as were removed.
  Result<void> remove(db::Tx& tx, const ShippingZoneId& id, const Check& check);

  Result<Method> create(db::Tx& tx, Method draft);
  Result<Method> replace(db::Tx& tx, Method draft, const Check& check);
  Result<void> remove(db::Tx& tx, const ShippingMethodId& id, const Check& check);

 private:
  Result<void> examine(db::Tx& tx, const Method& method) const;
  void tell(db::Tx& tx, std::string_view what, std::string_view did, std::string subject, std::string before,
            std::string after);

  events::Log& log_;
  audit::Trail trail_;
  const Carriers& carriers_;
};

}  // namespace kontor::shipping
