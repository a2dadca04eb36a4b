#include "modules/identity/http/api_key_endpoints.hpp"

#include "kernel/http/cursor_page.hpp"
#include "modules/identity/api/permissions.hpp"
#include "modules/identity/store/api_key_rows.hpp"

namespace kontor::identity {

namespace {

using auth::Access;

constexpr std::size_t kMostScopes = 200;

struct ApiKeyView {
  ApiKeyId id;
  std::string prefix;
  std::string name;
  std::vector<std::string> scopes;
  UserId created_by;
  Timestamp created_at;
  std::optional<Timestamp> expires_at;
  std::optional<Timestamp> last_used_at;

  static void rules(json::Rules<ApiKeyView>& rule) {
    rule(&ApiKeyView::prefix).doc("What the key begins with, behind kontor_").example("k3mz7q2a");
    rule(&ApiKeyView::last_used_at).doc("To the minute");
  }
};
KONTOR_DESCRIBE(ApiKeyView, id, prefix, name, scopes, created_by, created_at, expires_at, last_used_at)

struct NewApiKeyView {
  std::string key;
  ApiKeyView api_key;

  static void rules(json::Rules<NewApiKeyView>& rule) {
    rule(&NewApiKeyView::key).doc("To be sent as a bearer token. It is shown this once");
  }
};
KONTOR_DESCRIBE(NewApiKeyView, key, api_key)

struct ApiKeyBody {
  std::string name;
  std::vector<std::string> scopes;
  std::optional<Timestamp> expires_at;

  static void rules(json::Rules<ApiKeyBody>& rule) {
    rule(&ApiKeyBody::name).doc("What it is for").length(1, 100).example("The warehouse");
    rule(&ApiKeyBody::scopes)
        .doc("Names of permissions, of which the maker has all")
        .items(0, kMostScopes)
        .length(1, 100)
        .example("events.read");
    rule(&ApiKeyBody::expires_at).doc("Without it the key is good until it is revoked");
  }
};
KONTOR_DESCRIBE(ApiKeyBody, name, scopes, expires_at)

struct ApiKeyPath {
  ApiKeyId id;
};
KONTOR_DESCRIBE(ApiKeyPath, id)

ApiKeyView view_of(const ApiKeyInfo& key) {
  return {key.id, key.prefix, key.name, key.scopes, key.created_by, key.created_at, key.expires_at, key.last_used_at};
}

Result<http::Page<ApiKeyView>> list(const db::Database& database, const http::PageQuery& query) {
  const auto after = http::place_of<ApiKeyId>(query.cursor);
  if (!after) return after.error();
  auto keys = api_key_rows::list(database, *after, query.limit);
  if (!keys) return std::move(keys).error();
  return http::page_of<ApiKeyView>(*std::move(keys), query.limit, view_of);
}

template <class Call>
Result<http::Response> create(const ApiKeyDesk& desk, const Call& call) {
  return desk.once.run(call, desk.database, [&](db::Tx& tx) -> Result<NewApiKeyView> {
    const auto made = desk.keys.create(tx, call.caller, {call.body.name, call.body.scopes, call.body.expires_at});
    if (!made) return made.error();
    return NewApiKeyView{made->key, view_of(made->info)};
  });
}

template <class Builder>
auto about_api_keys(Builder&& builder, const auth::Permission& permission) {
  return std::move(builder).tag("users").access(Access::permission(permission));
}

}  // namespace

std::vector<http::Endpoint> api_key_endpoints(ApiKeyDesk desk) {
  return {
      about_api_keys(http::get("/identity/api-keys"), kApiKeysRead)
          .summary("API keys that were not revoked, the newest first")
          .query<http::PageQuery>()
          .answers<http::Page<ApiKeyView>>()
          .handle([desk](const auto& call) { return list(desk.database, call.query); }),
      about_api_keys(http::post("/identity/api-keys"), kApiKeysWrite)
          .summary("An API key for a server, shown this once")
          .description(
              "It permits what its scopes say, as far as its maker may do that themselves at the time. It calls what "
              "asks for a permission, never what is a customer's own.")
          .idempotent()
          .body<ApiKeyBody>()
          .answers<NewApiKeyView>(201)
          .fails({"forbidden", {ErrorKind::conflict, "too_many_api_keys"}})
          .handle([desk](const auto& call) { return create(desk, call); }),
      about_api_keys(http::del("/identity/api-keys/{id}"), kApiKeysWrite)
          .summary("Revokes an API key, at once")
          .path<ApiKeyPath>()
          .fails({"not_found"})
          .handle([desk](const auto& call) -> Result<void> {
            auto database = desk.database;
            return database.transact(
                [&](db::Tx& tx) -> Result<void> { return desk.keys.revoke(tx, call.caller, call.path.id); });
          }),
  };
}

}  // namespace kontor::identity
