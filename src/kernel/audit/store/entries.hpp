#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "kernel/audit/entry.hpp"
#include "kernel/db/database.hpp"

// The statements on audit.entry.
namespace kontor::audit::store {

// The newest entry; the beginning where there is none.
Anchor head(db::Tx& tx);
Result<Anchor> head(const db::Database& audit);

// In one statement, which travels with the commit.
void append(db::Tx& tx, std::span<const Entry> entries);

struct EntryQuery {
  std::optional<std::string> action = {};
  std::optional<std::string> subject = {};
  std::optional<std::string> actor = {};
  std::optional<Timestamp> from = {};           // from then on
  std::optional<Timestamp> to = {};             // before
  std::optional<std::int64_t> older_than = {};  // a number
  int limit = 1;
};
// The newest first.
Result<std::vector<Entry>> newest(const db::Database& audit, const EntryQuery& query);

// In the order of the chain, behind a number and up to another.
Result<std::vector<Entry>> between(const db::Database& audit, std::int64_t behind, std::int64_t upto, int limit);

}  // namespace kontor::audit::store
