#include "modules/identity/http/role_endpoints.hpp"

#include "kernel/http/page.hpp"
#include "kernel/http/precondition.hpp"
#include "modules/identity/api/permissions.hpp"

namespace kontor::identity {

namespace {

using auth::Access;

constexpr std::size_t kLongestDescription = 300;
constexpr std::size_t kMostPermissions = 200;

struct PermissionView {
  std::string name;
  std::string what;

  static void rules(json::Rules<PermissionView>& rule) {
    rule(&PermissionView::name).example("catalog.write");
    rule(&PermissionView::what).doc("In words").example("Change products and categories");
  }
};
KONTOR_DESCRIBE(PermissionView, name, what)

struct RoleView {
  std::string name;
  std::string description;
  std::vector<std::string> permissions;
  bool standard = false;
  std::int64_t version = 1;

  static void rules(json::Rules<RoleView>& rule) {
    rule(&RoleView::name).example("stock_keeper");
    rule(&RoleView::standard).doc("Every shop has it, and nobody changes it");
    rule(&RoleView::version).doc("As in the ETag, for If-Match");
  }
};
KONTOR_DESCRIBE(RoleView, name, description, permissions, standard, version)

struct RolePath {
  std::string name;

  static void rules(json::Rules<RolePath>& rule) {
    rule(&RolePath::name).length(1, kLongestRoleName).example("stock_keeper");
  }
};
KONTOR_DESCRIBE(RolePath, name)

template <class Body>
void content_rules(json::Rules<Body>& rule) {
  rule(&Body::description).optional().length(0, kLongestDescription).example("Counts what is there");
  rule(&Body::permissions).items(0, kMostPermissions).length(1, 100).example("events.read");
}

struct RoleBody {
  std::string description;
  std::vector<std::string> permissions;

  static void rules(json::Rules<RoleBody>& rule) { content_rules(rule); }
};
KONTOR_DESCRIBE(RoleBody, description, permissions)

struct NewRoleBody {
  std::string name;
  std::string description;
  std::vector<std::string> permissions;

  static void rules(json::Rules<NewRoleBody>& rule) {
    rule(&NewRoleBody::name)
        .doc("Lower case letters, digits and _, a letter first; for good")
        .length(2, kLongestRoleName)
        .example("stock_keeper");
    content_rules(rule);
  }
};
KONTOR_DESCRIBE(NewRoleBody, name, description, permissions)

RoleView view_of(const Role& role) {
  return {role.name, role.description, role.permissions.names(), role.standard, role.version};
}

using RoleReply = http::Reply<RoleView>;

Result<RoleReply> replied(const Result<Role>& role) {
  if (!role) return role.error();
  return RoleReply{.value = view_of(*role), .status = 0, .headers = {{"ETag", http::version_tag(role->version)}}};
}

// Lists that are never longer than a page's worth of reading.
template <class View>
http::Page<View> whole(std::vector<View> views) {
  http::Page<View> page;
  page.page.limit = static_cast<int>(views.size());
  page.data = std::move(views);
  return page;
}

http::Page<PermissionView> permissions(const HouseRoles& house) {
  std::vector<PermissionView> views;
  for (const auto& one : house.declared()) views.push_back({std::string(one.name), std::string(one.what)});
  return whole(std::move(views));
}

Result<http::Page<RoleView>> list(const RoleAdministration& roles) {
  const auto book = roles.all();
  if (!book) return book.error();
  std::vector<RoleView> views;
  for (const auto& [name, role] : *book) views.push_back(view_of(role));
  return whole(std::move(views));
}

template <class Builder>
auto about_a_role(Builder&& builder, const auth::Permission& permission) {
  return std::move(builder).tag("users").access(Access::permission(permission));
}

std::vector<http::Endpoint> reading_endpoints(const RoleDesk& desk) {
  return {
      about_a_role(http::get("/identity/permissions"), kRolesRead)
          .summary("All that there is to be permitted")
          .answers<http::Page<PermissionView>>()
          .handle([desk](const auto&) -> Result<http::Page<PermissionView>> { return permissions(desk.house); }),
      about_a_role(http::get("/identity/roles"), kRolesRead)
          .summary("All roles with what they permit")
          .answers<http::Page<RoleView>>()
          .handle([desk](const auto&) { return list(desk.roles); }),
      about_a_role(http::get("/identity/roles/{name}"), kRolesRead)
          .summary("A role")
          .path<RolePath>()
          .answers<RoleView>()
          .fails({"not_found"})
          .handle([desk](const auto& call) { return replied(desk.roles.find(call.path.name)); }),
  };
}

}  // namespace

std::vector<http::Endpoint> role_endpoints(RoleDesk desk) {
  auto all = reading_endpoints(desk);
  all.push_back(about_a_role(http::post("/identity/roles"), kRolesWrite)
                    .summary("A role of the shop's own")
                    .idempotent()
                    .body<NewRoleBody>()
                    .answers<RoleView>(201)
                    .fails({"forbidden", {ErrorKind::conflict, "role_exists"}, {ErrorKind::conflict, "too_many_roles"}})
                    .handle([desk](const auto& call) {
                      return desk.once.run(call, desk.database, [&](db::Tx& tx) {
                        return replied(desk.roles.create(
                            tx, call.caller, {call.body.name, call.body.description, call.body.permissions}));
                      });
                    }));
  all.push_back(about_a_role(http::put("/identity/roles/{name}"), kRolesWrite)
                    .summary("What a role permits; acts at once. If-Match is required")
                    .path<RolePath>()
                    .body<RoleBody>()
                    .answers<RoleView>()
                    .fails({"forbidden",
                            "not_found",
                            "precondition_required",
                            "version_conflict",
                            {ErrorKind::conflict, "standard_role"}})
                    .handle([desk](const auto& call) {
                      const auto check = [&](std::int64_t version) {
                        return http::check_if_match(call.request, version, http::IfMatch::required);
                      };
                      return replied(desk.roles.replace(
                          call.caller, {call.path.name, call.body.description, call.body.permissions}, check));
                    }));
  all.push_back(
      about_a_role(http::del("/identity/roles/{name}"), kRolesWrite)
          .summary("Removes a role that nobody has")
          .path<RolePath>()
          .fails(
              {"forbidden", "not_found", {ErrorKind::conflict, "standard_role"}, {ErrorKind::conflict, "role_in_use"}})
          .handle([desk](const auto& call) { return desk.roles.remove(call.caller, call.path.name); }));
  return all;
}

}  // namespace kontor::identity
