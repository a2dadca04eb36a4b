#include "modules/identity/actions/api_keys.hpp"

#include <array>

#include "kernel/core/check.hpp"
#include "kernel/core/random.hpp"
#include "kernel/core/text.hpp"
#include "kernel/crypto/digest.hpp"
#include "kernel/json/writer.hpp"
#include "modules/identity/api/permissions.hpp"
#include "modules/identity/store/api_key_rows.hpp"

namespace kontor::identity {

namespace {

constexpr std::size_t kPrefixLength = 8;
constexpr std::size_t kSecretBytes = 32;
constexpr int kPrefixAttempts = 5;  // of a million million each

std::string random_prefix() {
  static constexpr std::string_view kCharacters = "abcdefghijklmnopqrstuvwxyz234567";
  std::array<std::uint8_t, kPrefixLength> bytes{};
  fill_random(bytes);
  std::string prefix;
  for (const auto byte : bytes) prefix.push_back(kCharacters[byte % kCharacters.size()]);
  return prefix;
}

std::string random_secret() {
  std::array<std::uint8_t, kSecretBytes> bytes{};
  fill_random(bytes);
  return text::base64url({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

std::string json_of(const ApiKeyInfo& key) {
  std::string out;
  json::Writer writer(out);
  writer.begin_object().field("prefix", key.prefix).field("name", key.name).key("scopes").begin_array();
  for (const auto& scope : key.scopes) writer.value(scope);
  writer.end_array();
  if (key.expires_at) writer.field("expires_at", kontor::to_string(*key.expires_at));
  writer.end_object();
  return out;
}

}  // namespace

std::vector<FieldProblem> ApiKeys::problems_of(const Draft& draft, Timestamp now) const {
  std::vector<FieldProblem> problems;
  for (std::size_t i = 0; i < draft.scopes.size(); ++i) {
    if (parts_.roles.declares(draft.scopes[i])) continue;
    problems.push_back({"/scopes/" + std::to_string(i), "unknown_permission", "there is no such permission"});
  }
  if (draft.expires_at && *draft.expires_at <= now) problems.push_back({"/expires_at", "range", "must be to come"});
  return problems;
}

Result<ApiKeys::Made> ApiKeys::create(db::Tx& tx, const auth::Caller& caller, const Draft& draft) {
  const auto desk = open_desk(tx, parts_.roles, caller, kApiKeysWrite);
  if (!desk) return desk.error();
  const auto now = api_key_rows::now(tx);
  if (auto problems = problems_of(draft, now); !problems.empty()) return invalid(std::move(problems));
  const PermissionSet scopes(draft.scopes);
  if (auto refusal = refusal_to_grant(desk->actor, scopes)) return *refusal;
  if (api_key_rows::count_good(tx) >= parts_.most_keys) {
    return conflict("too_many_api_keys", "There are as many keys as auth.api_keys allows: revoke one first.");
  }
  const auto secret = random_secret();
  ApiKeyInfo info{.id = ApiKeyId::generate(),
                  .prefix = {},
                  .name = draft.name,
                  .scopes = scopes.names(),
                  .created_by = desk->actor.account,
                  .created_at = now,
                  .expires_at = draft.expires_at,
                  .last_used_at = {}};
  bool is_kept = false;
  for (int attempt = 0; attempt < kPrefixAttempts && !is_kept; ++attempt) {
    info.prefix = random_prefix();
    is_kept = api_key_rows::insert(tx, info, crypto::sha256(secret));
  }
  KONTOR_CHECK(is_kept, "a random prefix is nobody else's");
  changed(tx, "identity.api_key_created", info, true);
  return Made{info, "kontor_" + info.prefix + "_" + secret};
}

Result<void> ApiKeys::revoke(db::Tx& tx, const auth::Caller& caller, const ApiKeyId& id) {
  const auto desk = open_desk(tx, parts_.roles, caller, kApiKeysWrite);
  if (!desk) return desk.error();
  const auto key = api_key_rows::find(tx, id);
  if (!key) return not_found("API key");
  api_key_rows::revoke(tx, id);
  changed(tx, "identity.api_key_revoked", *key, false);
  return {};
}

void ApiKeys::changed(db::Tx& tx, std::string_view action, const ApiKeyInfo& key, bool is_new) {
  parts_.trail.record(tx, {.action = std::string(action),
                           .subject = key.id.str(),
                           .before = is_new ? "" : json_of(key),
                           .after = is_new ? json_of(key) : "",
                           .personal = {}});
  parts_.news.tell(tx, "api_key");
}

}  // namespace kontor::identity
