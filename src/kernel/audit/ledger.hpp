#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "kernel/audit/entry.hpp"
#include "kernel/core/result.hpp"
#include "kernel/db/database.hpp"
#include "kernel/events/groups.hpp"
#include "kernel/json/describe.hpp"
#include "kernel/personal/personal_data.hpp"

namespace kontor::audit {

struct LedgerQuery {
  std::optional<std::string> action = {};
  std::optional<std::string> subject = {};
  std::optional<std::string> actor = {};
  std::optional<Timestamp> from = {};      // from then on
  std::optional<Timestamp> to = {};        // before then
  std::optional<std::string> cursor = {};  // LedgerPage::next; `invalid` at "/cursor" for anything else
  int limit = 20;
};

struct LedgerEntry {
  Entry entry;
  std::optional<std::string> personal;  // JSON
  bool erased = false;                  // there was personal data, of somebody who was erased
};

struct LedgerPage {
  std::vector<LedgerEntry> entries;  // the newest first
  std::optional<std::string> next;   // opaque; empty on the last page
};

// The first entry at which the chain is not what it was.
struct Break {
  enum class Kind {
    changed,    // its hash does not fit what it says
    unlinked,   // it does not follow the entry before it: one of them was replaced
    missing,    // there is no entry of this number, but later ones
    truncated,  // the chain ends before it, though an anchor says otherwise
    replaced,   // whole in itself, but not what an anchor says
  };
  Kind kind = Kind::changed;
  std::int64_t number = 0;
};
KONTOR_DESCRIBE_ENUM(Break::Kind, changed, unlinked, missing, truncated, replaced)
KONTOR_DESCRIBE(Break, kind, number)

struct Verification {
  std::int64_t checked = 0;  // entries that are as they were
  Anchor head;               // where the chain ended when the walk began
  std::optional<Break> broken;
  // Recorded in the log and not yet in the chain; dead letters of its group count. Empty: it was never served.
  std::optional<std::int64_t> waiting;
};

// The chain as people and tools read it. Every call blocks on the database, and is `unavailable` without it. Safe from
// any thread.
class Ledger {
 public:
  // `audit` acts as the role of the schema `audit`; `groups` and `personal` must outlive it.
  Ledger(db::Database audit, const events::Groups& groups, const personal::PersonalData& personal)
      : audit_(std::move(audit)), groups_(groups), personal_(personal) {}

  Result<LedgerPage> page(const LedgerQuery& query) const;

  // To be kept elsewhere: whoever holds it sees later whether the chain up to there is still the same.
  Result<Anchor> head() const;

  // Reads the whole chain, a bounded number of entries at a time, and ends at the first break. What is appended while
  // it walks is left for the next time. An end that was cut off is only seen with an anchor.
  using Progress = std::function<void(std::int64_t checked, std::int64_t total)>;
  Result<Verification> verify(const std::optional<Anchor>& expected = std::nullopt,
                              const Progress& progress = {}) const;

 private:
  Result<std::vector<LedgerEntry>> opened(std::vector<Entry> entries) const;
  Result<std::optional<std::int64_t>> waiting() const;

  db::Database audit_;
  const events::Groups& groups_;
  const personal::PersonalData& personal_;
};

}  // namespace kontor::audit
