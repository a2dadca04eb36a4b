#pragma once

#include <string_view>

#include "modules/pricing/domain/discounts.hpp"

namespace kontor::pricing {

// For programs: "minimum_not_reached".
std::string_view reason_of(Refusal why);
// For people, as a whole sentence.
std::string_view text_of_refusal(Refusal why);

}  // namespace kontor::pricing
