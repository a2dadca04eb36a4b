#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "kernel/audit/ledger.hpp"
#include "kernel/http/page.hpp"
#include "kernel/json/describe.hpp"

// How operators see the audit, over HTTP and on the command line alike.
namespace kontor::app::admin {

struct AuditEntryView {
  std::int64_t number = 0;
  Timestamp at{};
  std::string action;
  std::string subject;
  std::string actor;
  std::string request_id;
  json::Raw before;
  json::Raw after;
  json::Raw personal;
  bool personal_erased = false;
  Uuid event_id;
  std::string previous_hash;
  std::string hash;

  static void rules(json::Rules<AuditEntryView>& rule);
};
KONTOR_DESCRIBE(AuditEntryView, number, at, action, subject, actor, request_id, before, after, personal,
                personal_erased, event_id, previous_hash, hash)

http::Page<AuditEntryView> page_of(audit::LedgerPage page, int limit);

struct AnchorView {
  std::int64_t number = 0;
  std::string hash;
};
KONTOR_DESCRIBE(AnchorView, number, hash)

AnchorView view_of(const audit::Anchor& anchor);

struct VerificationView {
  bool intact = false;
  std::int64_t checked = 0;
  std::optional<audit::Break> broken;
  std::optional<std::int64_t> waiting;
  AnchorView head;
};
KONTOR_DESCRIBE(VerificationView, intact, checked, broken, waiting, head)

VerificationView view_of(const audit::Verification& verification);

}  // namespace kontor::app::admin
