#pragma once

#include <optional>
#include <string>

#include "kernel/postal/address.hpp"
#include "modules/shipping/domain/shipment.hpp"

namespace kontor::shipping {

// A page to print and put into the parcel: HTML without scripts, in which everything that came from outside is escaped.
// No address: the person was erased, and the page says so.
std::string packing_slip(const Shipment& shipment, const std::optional<postal::Address>& address);

}  // namespace kontor::shipping
