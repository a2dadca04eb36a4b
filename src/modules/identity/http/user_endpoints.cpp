#include "modules/identity/http/user_endpoints.hpp"

#include "kernel/core/text.hpp"
#include "kernel/http/cursor_page.hpp"
#include "kernel/http/precondition.hpp"
#include "modules/identity/api/permissions.hpp"
#include "modules/identity/domain/role.hpp"
#include "modules/identity/http/managed_user_view.hpp"
#include "modules/identity/http/views.hpp"
#include "modules/identity/store/accounts.hpp"
#include "modules/identity/store/administration_rows.hpp"
#include "modules/identity/store/sessions.hpp"

namespace kontor::identity {

namespace {

using auth::Access;

struct UserPath {
  UserId id;
};
KONTOR_DESCRIBE(UserPath, id)

struct UsersQuery {
  std::optional<std::string> query;
  std::optional<std::string> role;
  std::optional<AccountStatus> status;
  int limit = http::kDefaultPageLimit;
  std::optional<std::string> cursor;

  static void rules(json::Rules<UsersQuery>& rule) {
    rule(&UsersQuery::query).doc("What their e-mail address begins with").length(1, 254).example("ada@");
    rule(&UsersQuery::role).doc("Only who has this role").length(1, kLongestRoleName).example("support");
    rule(&UsersQuery::status).doc("Only active, disabled or erased ones");
    http::page_rules(rule);
  }
};
KONTOR_DESCRIBE(UsersQuery, query, role, status, limit, cursor)

struct RolesBody {
  std::vector<std::string> roles;

  static void rules(json::Rules<RolesBody>& rule) {
    rule(&RolesBody::roles)
        .doc("All that the user shall have")
        .items(0, kMostRolesOfAUser)
        .length(1, kLongestRoleName)
        .example("support");
  }
};
KONTOR_DESCRIBE(RolesBody, roles)

using UserReply = http::Reply<ManagedUserView>;

UserReply reply_of(const Account& account) {
  return {.value = managed_view_of(account), .status = 0, .headers = {{"ETag", http::version_tag(account.version)}}};
}

Result<UserReply> replied(const Result<Account>& account) {
  if (!account) return account.error();
  return reply_of(*account);
}

Result<http::Page<ManagedUserView>> list(const db::Database& database, const UsersQuery& query) {
  const auto after = http::place_of<UserId>(query.cursor);
  if (!after) return after.error();
  administration_rows::Filter filter{.role = query.role, .after = *after, .limit = query.limit};
  if (query.query) filter.email_prefix = text::to_lower(text::trim(*query.query));
  if (query.status) filter.status = std::string(to_string(*query.status));
  auto accounts = administration_rows::list(database, filter);
  if (!accounts) return std::move(accounts).error();
  return http::page_of<ManagedUserView>(*std::move(accounts), query.limit, managed_view_of);
}

Result<UserReply> show(db::Database database, const UserId& user) {
  const auto account = database.transact([&](db::Tx& tx) -> Result<Account> {
    const auto found = accounts::find(tx, user);
    return found ? Result<Account>(*found) : not_found("user");
  });
  return replied(account);
}

Result<http::Page<SessionInfoView>> list_sessions(db::Database database, const UserId& user,
                                                  const http::PageQuery& query) {
  const auto after = http::place_of<SessionId>(query.cursor);
  if (!after) return after.error();
  if (auto there = show(database, user); !there) return there.error();
  auto sessions = session_rows::list(database, user, *after, query.limit);
  if (!sessions) return std::move(sessions).error();
  return http::page_of<SessionInfoView>(*std::move(sessions), query.limit,
                                        [](const SessionInfo& session) { return view_of(session, Uuid()); });
}

template <class Call>
Result<UserReply> put_roles(const UserDesk& desk, const Call& call) {
  auto database = desk.database;
  const auto check = [&](std::int64_t version) {
    return http::check_if_match(call.request, version, http::IfMatch::required);
  };
  return replied(database.transact([&](db::Tx& tx) -> Result<Account> {
    return desk.users.set_roles(tx, call.caller, call.path.id, call.body.roles, check);
  }));
}

template <class Builder>
auto about_a_user(Builder&& builder, const auth::Permission& permission) {
  return std::move(builder).tag("users").access(Access::permission(permission)).template path<UserPath>();
}

// Disable and enable: a POST without a body that answers the user.
http::Endpoint status_endpoint(std::string path, std::string summary, const UserDesk& desk,
                               Result<Account> (UserAdministration::*change)(db::Tx&, const auth::Caller&,
                                                                             const UserId&)) {
  return about_a_user(http::post(std::move(path)), kUsersWrite)
      .summary(std::move(summary))
      .idempotent()
      .answers<ManagedUserView>()
      .fails(
          {"forbidden", "not_found", {ErrorKind::conflict, "user_erased"}, {ErrorKind::conflict, "last_administrator"}})
      .handle([desk, change](const auto& call) {
        return desk.once.run(call, desk.database,
                             [&](db::Tx& tx) { return replied((desk.users.*change)(tx, call.caller, call.path.id)); });
      });
}

std::vector<http::Endpoint> reading_endpoints(const UserDesk& desk) {
  return {
      http::get("/identity/users")
          .summary("Users, the newest first")
          .tag("users")
          .access(Access::permission(kUsersRead))
          .query<UsersQuery>()
          .answers<http::Page<ManagedUserView>>()
          .handle([desk](const auto& call) { return list(desk.database, call.query); }),
      about_a_user(http::get("/identity/users/{id}"), kUsersRead)
          .summary("A user, with the ETag that changes ask for")
          .answers<ManagedUserView>()
          .fails({"not_found"})
          .handle([desk](const auto& call) { return show(desk.database, call.path.id); }),
      about_a_user(http::get("/identity/users/{id}/sessions"), kUsersRead)
          .summary("Where a user is signed in, the newest first")
          .query<http::PageQuery>()
          .answers<http::Page<SessionInfoView>>()
          .fails({"not_found"})
          .handle([desk](const auto& call) { return list_sessions(desk.database, call.path.id, call.query); }),
  };
}

}  // namespace

std::vector<http::Endpoint> user_endpoints(UserDesk desk) {
  auto all = reading_endpoints(desk);
  all.push_back(status_endpoint("/identity/users/{id}/disable",
                                "A user cannot sign in any more, and their sessions end", desk,
                                &UserAdministration::disable));
  all.push_back(status_endpoint("/identity/users/{id}/enable", "A disabled user can sign in again", desk,
                                &UserAdministration::enable));
  all.push_back(
      about_a_user(http::put("/identity/users/{id}/roles"), kRolesWrite)
          .summary("The roles of a user")
          .description("Their sessions end, so that the new roles act at once. Nobody changes their own roles, gives "
                       "or takes what they may not do themselves, or changes who may do more. If-Match is required.")
          .body<RolesBody>()
          .answers<ManagedUserView>()
          .fails({"forbidden",
                  "not_found",
                  "precondition_required",
                  "version_conflict",
                  {ErrorKind::conflict, "user_erased"},
                  {ErrorKind::conflict, "last_administrator"}})
          .handle([desk](const auto& call) { return put_roles(desk, call); }));
  all.push_back(about_a_user(http::del("/identity/users/{id}/sessions"), kUsersWrite)
                    .summary("Ends all sessions of a user")
                    .fails({"forbidden", "not_found", {ErrorKind::conflict, "user_erased"}})
                    .handle([desk](const auto& call) -> Result<void> {
                      auto database = desk.database;
                      return database.transact([&](db::Tx& tx) -> Result<void> {
                        return desk.users.end_sessions(tx, call.caller, call.path.id);
                      });
                    }));
  all.push_back(about_a_user(http::post("/identity/users/{id}/erase"), kUsersWrite)
                    .summary("All that is personal of a user is gone, for good")
                    .idempotent()
                    .fails({"forbidden", "not_found", {ErrorKind::conflict, "last_administrator"}})
                    .handle([desk](const auto& call) {
                      return desk.once.run(call, desk.database,
                                           [&](db::Tx& tx) { return desk.users.erase(tx, call.caller, call.path.id); });
                    }));
  return all;
}

}  // namespace kontor::identity
