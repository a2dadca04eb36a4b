#pragma once

#include <string>
#include <string_view>

#include "modules/identity/domain/session.hpp"

namespace kontor::identity {

// Of whom an entry of the audit is and from where, as JSON to be sealed.
std::string personal_note(std::string_view email, const Client& client);

}  // namespace kontor::identity
