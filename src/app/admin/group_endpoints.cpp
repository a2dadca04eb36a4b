#include "app/admin/group_endpoints.hpp"

#include "app/admin/permissions.hpp"
#include "app/admin/views.hpp"

namespace kontor::app::admin {

namespace {

using auth::Access;

struct GroupPath {
  std::string name;

  static void rules(json::Rules<GroupPath>& rule) { rule(&GroupPath::name).length(1, 200).example("catalog-views"); }
};
KONTOR_DESCRIBE(GroupPath, name)

struct ReplayRequest {
  std::optional<Timestamp> from;
  bool dry_run = false;

  static void rules(json::Rules<ReplayRequest>& rule) {
    rule(&ReplayRequest::from).doc("Only events from this time on; without it, from the beginning");
    rule(&ReplayRequest::dry_run).optional().doc("Only say what would be done");
  }
};
KONTOR_DESCRIBE(ReplayRequest, from, dry_run)

struct LettersQuery {
  std::optional<std::string> group;
  std::optional<events::DeadLetter::State> state;
  int limit = http::kDefaultPageLimit;
  std::optional<std::string> cursor;

  static void rules(json::Rules<LettersQuery>& rule) {
    rule(&LettersQuery::group).doc("Only of this group").length(1, 200);
    rule(&LettersQuery::state).doc("Only those that are dead, or that are queued behind them");
    http::page_rules(rule);
  }
};
KONTOR_DESCRIBE(LettersQuery, group, state, limit, cursor)

struct LetterPath {
  std::string id;

  static void rules(json::Rules<LetterPath>& rule) { rule(&LetterPath::id).length(1, 240).example("catalog-views:7"); }
};
KONTOR_DESCRIBE(LetterPath, id)

Result<http::Page<events::GroupState>> list_groups(const events::Groups& groups) {
  auto all = groups.list();
  if (!all) return std::move(all).error();
  return whole(*std::move(all));
}

// What a group is like after something was done to it.
Result<events::GroupState> after_change(const events::Groups& groups, const std::string& name, Result<void> done) {
  if (!done) return std::move(done).error();
  return groups.find(name);
}

Error in_terms_of_the_query(Error error) {
  if (error.kind == ErrorKind::not_found) return invalid({{"/group", "unknown", "is no group"}});
  if (error.kind == ErrorKind::invalid) return invalid({{"/cursor", "format", "is no `next_cursor` of an answer"}});
  return error;
}

Result<http::Page<DeadLetterView>> list_letters(const events::Groups& groups, const LettersQuery& query) {
  auto page = groups.dead_letters({query.group.value_or(""), query.state, query.cursor, query.limit});
  if (!page) return in_terms_of_the_query(std::move(page).error());
  return page_of(*std::move(page), query.limit);
}

template <class Deed>
Result<void> with_letter(const LetterPath& path, Deed deed) {
  const auto name = LetterName::parse(path.id);
  if (!name) return not_found("dead letter");
  return deed(name->group, name->position);
}

std::vector<http::Endpoint> of_groups(const events::Groups& groups, Operations& operations) {
  return {
      http::get("/admin/event-groups")
          .summary("The consumer groups, and how far each has come")
          .tag("admin")
          .access(Access::permission(kEventsRead))
          .answers<http::Page<events::GroupState>>()
          .handle([&groups](const auto&) { return list_groups(groups); }),
      http::post("/admin/event-groups/{name}/pause")
          .summary("Have a group stand still")
          .description(
              "None of its batches is at work when this answers, or it is 409; the group is paused all the same.")
          .tag("admin")
          .access(Access::permission(kEventsManage))
          .path<GroupPath>()
          .answers<events::GroupState>()
          .fails({"not_found", {ErrorKind::conflict, "still_at_work"}})
          .handle([&groups, &operations](const auto& call) {
            return after_change(groups, call.path.name, operations.pause(call.path.name));
          }),
      http::post("/admin/event-groups/{name}/resume")
          .summary("Go on with a paused group")
          .tag("admin")
          .access(Access::permission(kEventsManage))
          .path<GroupPath>()
          .answers<events::GroupState>()
          .fails({"not_found"})
          .handle([&groups, &operations](const auto& call) {
            return after_change(groups, call.path.name, operations.resume(call.path.name));
          }),
      http::post("/admin/event-groups/{name}/replay")
          .summary("Empty what a group built and build it again from the log")
          .tag("admin")
          .access(Access::permission(kEventsManage))
          .path<GroupPath>()
          .body<ReplayRequest>()
          .answers<events::ReplayPlan>()
          .fails({"not_found", {ErrorKind::rejected, "not_rebuildable"}, {ErrorKind::rejected, "unknown_group"}})
          .handle([&groups, &operations](const auto& call) {
            const auto& [from, dry_run] = call.body;
            return dry_run ? groups.plan_replay(call.path.name, from) : operations.replay(call.path.name, from);
          }),
  };
}

std::vector<http::Endpoint> of_letters(const events::Groups& groups, Operations& operations) {
  return {
      http::get("/admin/dead-letters")
          .summary("Events that a group could not handle, and those that wait behind them")
          .tag("admin")
          .access(Access::permission(kEventsRead))
          .query<LettersQuery>()
          .answers<http::Page<DeadLetterView>>()
          .handle([&groups](const auto& call) { return list_letters(groups, call.query); }),
      http::post("/admin/dead-letters/{id}/retry")
          .summary("Give a dead letter all its attempts again")
          .tag("admin")
          .access(Access::permission(kEventsManage))
          .path<LetterPath>()
          .fails({"not_found", {ErrorKind::conflict, "not_dead"}})
          .handle([&operations](const auto& call) {
            return with_letter(call.path,
                               [&](const auto& group, auto position) { return operations.retry(group, position); });
          }),
      http::del("/admin/dead-letters/{id}")
          .summary("Never handle this event; what is queued behind it follows")
          .tag("admin")
          .access(Access::permission(kEventsManage))
          .path<LetterPath>()
          .fails({"not_found"})
          .handle([&operations](const auto& call) {
            return with_letter(call.path,
                               [&](const auto& group, auto position) { return operations.drop(group, position); });
          }),
  };
}

}  // namespace

std::vector<http::Endpoint> group_endpoints(const events::Groups& groups, Operations& operations) {
  auto all = of_groups(groups, operations);
  for (auto& endpoint : of_letters(groups, operations)) all.push_back(std::move(endpoint));
  return all;
}

}  // namespace kontor::app::admin
