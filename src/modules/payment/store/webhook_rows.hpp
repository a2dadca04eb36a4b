#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "kernel/db/database.hpp"

// What providers have sent, and how far their journals were read.
namespace kontor::payment::webhook_rows {

// False: it is known. Waits for another transaction that is hearing the same.
bool remember(db::Tx& tx, std::string_view provider, std::string_view event_id);
void forget_older(db::Tx& tx, std::chrono::days age);

std::string reconciled_upto(db::Tx& tx, std::string_view provider);
void reconciled(db::Tx& tx, std::string_view provider, std::string_view upto);

}  // namespace kontor::payment::webhook_rows
