#include "app/admin/audit_views.hpp"

#include "kernel/core/text.hpp"
#include "kernel/json/json.hpp"

namespace kontor::app::admin {

namespace {

// What was written into the audit as JSON. Should it be none, it is shown as a text: it is for good.
json::Raw raw_of(const std::string& text) {
  if (text.empty()) return {};
  if (auto raw = json::read<json::Raw>(text)) return *std::move(raw);
  json::Raw quoted{""};
  json::write_string(quoted.text, text);
  return quoted;
}

AuditEntryView view_of(audit::LedgerEntry one) {
  auto& entry = one.entry;
  return {entry.number,
          entry.at,
          std::move(entry.action),
          std::move(entry.subject),
          std::move(entry.actor),
          std::move(entry.correlation_id),
          raw_of(entry.before),
          raw_of(entry.after),
          raw_of(one.personal.value_or("")),
          one.erased,
          entry.event_id,
          text::hex(entry.previous_hash),
          text::hex(entry.hash)};
}

}  // namespace

void AuditEntryView::rules(json::Rules<AuditEntryView>& rule) {
  rule(&AuditEntryView::number).doc("1, 2, 3, … without a gap");
  rule(&AuditEntryView::action).example("events.group_paused");
  rule(&AuditEntryView::subject).doc("What it was done to").example("catalog-views");
  rule(&AuditEntryView::actor).doc("Who did it; empty: nobody who is known").example("cli:operator");
  rule(&AuditEntryView::request_id).doc("Of the request or the command it was done in");
  rule(&AuditEntryView::before).doc("null: there was nothing, or nothing that matters");
  rule(&AuditEntryView::after).doc("null: nothing is left, or nothing that matters");
  rule(&AuditEntryView::personal).doc("Who or what it was about, in person; null when there is none or it is erased");
  rule(&AuditEntryView::personal_erased).doc("The person was erased; the entry stays");
  rule(&AuditEntryView::event_id).doc("In the event log");
  rule(&AuditEntryView::hash).doc("SHA-256 of the previous hash and what the entry says");
}

http::Page<AuditEntryView> page_of(audit::LedgerPage page, int limit) {
  http::Page<AuditEntryView> view;
  for (auto& entry : page.entries) view.data.push_back(view_of(std::move(entry)));
  view.page = {.limit = limit, .next_cursor = std::move(page.next), .has_more = false};
  view.page.has_more = view.page.next_cursor.has_value();
  return view;
}

AnchorView view_of(const audit::Anchor& anchor) {
  return {anchor.number, text::hex(anchor.hash)};
}

VerificationView view_of(const audit::Verification& verification) {
  return {!verification.broken, verification.checked, verification.broken, verification.waiting,
          view_of(verification.head)};
}

}  // namespace kontor::app::admin
