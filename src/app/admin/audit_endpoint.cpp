#include "app/admin/audit_endpoint.hpp"

#include "app/admin/audit_views.hpp"
#include "app/admin/permissions.hpp"

namespace kontor::app::admin {

namespace {

struct AuditQuery {
  std::optional<std::string> action;
  std::optional<std::string> subject;
  std::optional<std::string> actor;
  std::optional<Timestamp> from;
  std::optional<Timestamp> to;
  int limit = http::kDefaultPageLimit;
  std::optional<std::string> cursor;

  static void rules(json::Rules<AuditQuery>& rule) {
    rule(&AuditQuery::action).doc("Only this action").length(1, 200).example("events.group_paused");
    rule(&AuditQuery::subject).doc("Only what was done to this").length(1, 200).example("catalog-views");
    rule(&AuditQuery::actor).doc("Only what was done by this one").length(1, 200).example("cli:operator");
    rule(&AuditQuery::from).doc("From this time on");
    rule(&AuditQuery::to).doc("Before this time");
    http::page_rules(rule);
  }
};
KONTOR_DESCRIBE(AuditQuery, action, subject, actor, from, to, limit, cursor)

Result<http::Page<AuditEntryView>> list(const audit::Ledger& ledger, const AuditQuery& query) {
  auto page = ledger.page({query.action, query.subject, query.actor, query.from, query.to, query.cursor, query.limit});
  if (!page) return std::move(page).error();
  return page_of(*std::move(page), query.limit);
}

}  // namespace

http::Endpoint audit_endpoint(const audit::Ledger& ledger) {
  return http::get("/admin/audit")
      .summary("Who did what, the newest first")
      .description(
          "Administrative changes and security events. Each entry's hash covers the entry and the hash before it, so "
          "that nobody changes one unseen. What was done a moment ago may not be listed yet.")
      .tag("admin")
      .access(auth::Access::permission(kAuditRead))
      .query<AuditQuery>()
      .answers<http::Page<AuditEntryView>>()
      .handle([&ledger](const auto& call) { return list(ledger, call.query); });
}

}  // namespace kontor::app::admin
