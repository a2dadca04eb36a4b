#pragma once

#include <vector>

#include "modules/pricing/api/pricing.hpp"
#include "modules/pricing/http/room.hpp"

namespace kontor::pricing {

std::vector<http::Endpoint> promotion_endpoints(const Room& room);
std::vector<http::Endpoint> promotion_code_endpoints(const Room& room);
std::vector<http::Endpoint> price_list_endpoints(const Room& room);
std::vector<http::Endpoint> price_list_entry_endpoints(const Room& room);
std::vector<http::Endpoint> tax_zone_endpoints(const Room& room);
std::vector<http::Endpoint> tax_class_endpoints(const Room& room);
std::vector<http::Endpoint> currency_endpoints(const Room& room);
// What a basket would cost, and why.
http::Endpoint preview_endpoint(const Pricing& pricing);

}  // namespace kontor::pricing
