#pragma once

#include <optional>
#include <string>

#include "kernel/db/database.hpp"
#include "kernel/personal/sealed.hpp"

// ordering.draft.
namespace kontor::ordering::draft_rows {

// The contents as JSON, sealed.
void insert(db::Tx& tx, const Uuid& id, const personal::Sealed& contents);
// nullopt: there is none.
Result<std::optional<personal::Sealed>> find(const db::Database& database, const Uuid& id);

}  // namespace kontor::ordering::draft_rows
