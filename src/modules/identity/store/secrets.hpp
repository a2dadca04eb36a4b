#pragma once

#include <string_view>

#include "kernel/db/database.hpp"

// identity.secret: keys that are made once and kept for good, wrapped.
namespace kontor::identity::secrets {

// The kept one, which is `fresh` where there was none.
db::Bytes find_or_keep(db::Tx& tx, std::string_view name, std::string_view fresh);

}  // namespace kontor::identity::secrets
