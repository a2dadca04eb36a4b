#pragma once

#include <optional>
#include <string>

#include "kernel/db/database.hpp"
#include "kernel/events/event.hpp"
#include "kernel/events/log.hpp"
#include "kernel/json/describe.hpp"
#include "kernel/personal/sealed.hpp"

namespace kontor::audit {

// One partition: the trail is a chain, and a chain has one order.
inline constexpr events::Topic kAuditEvents{"audit-events", events::Topic::Kind::events, 1};

// Something that has to be accounted for: an administrative write, a security event. Who did it and in which request is
// known from the thread's Origin. Travels as an event.
struct EntryRecorded {
  static constexpr events::MessageType kMessage{"audit.entry_recorded", 1, kAuditEvents, "audit"};

  std::string action;   // <module>.<what>: "identity.role_assigned"
  std::string subject;  // the id of what it was done to: "user_01j…"; empty: nothing in particular
  std::string before;   // JSON, without personal data; empty: there was nothing
  std::string after;    // the same
  std::optional<personal::Sealed> personal;  // JSON; unreadable when its person is erased

  static void rules(json::Rules<EntryRecorded>& rule);
};
KONTOR_DESCRIBE(EntryRecorded, action, subject, before, after, personal)

// Writes into the audit: in the transaction of what is accounted for, so that neither is without the other.
class Trail {
 public:
  explicit Trail(events::Log& log) : log_(log) {}

  void record(db::Tx& tx, const EntryRecorded& entry) { log_.publish(tx, "audit", entry); }

 private:
  events::Log& log_;
};

}  // namespace kontor::audit
