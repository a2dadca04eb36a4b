#pragma once

#include <optional>
#include <string>

#include "kernel/db/database.hpp"

// ordering.draft.
namespace kontor::ordering::draft_rows {

void insert(db::Tx& tx, const Uuid& id, const std::string& contents);
// As JSON; nullopt: there is none.
Result<std::optional<std::string>> find(const db::Database& database, const Uuid& id);

}  // namespace kontor::ordering::draft_rows
