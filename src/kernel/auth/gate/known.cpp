#include "kernel/auth/gate/known.hpp"

#include <algorithm>

namespace kontor::auth {

namespace {

void sort_once(std::vector<std::string>& names) {
  std::ranges::sort(names);
  const auto doubles = std::ranges::unique(names);
  names.erase(doubles.begin(), doubles.end());
}

KnownApiKey made_ready(ApiKey key, const KnownApiKey* before) {
  auto principal = std::make_shared<Principal>();
  principal->kind = Principal::Kind::api_key;
  principal->subject = std::move(key.subject);
  principal->id = key.id;
  principal->permissions = std::move(key.scopes);
  sort_once(principal->permissions);
  const bool is_the_same = before != nullptr && before->principal->id == key.id;
  return {key.secret_digest, key.expires_at, std::move(principal),
          is_the_same ? before->last_use : std::make_shared<LastUse>(0)};
}

}  // namespace

Known::Known(Credentials credentials, std::size_t most_api_keys, const Known* before)
    : edition_(before ? before->edition_ + 1 : 1),
      keys_(std::move(credentials.keys)),
      roles_(std::move(credentials.roles)) {
  for (auto& key : credentials.api_keys) {
    if (api_keys_.size() >= most_api_keys) break;
    const std::string prefix = key.prefix;
    api_keys_.try_emplace(prefix, made_ready(std::move(key), before ? before->api_key(prefix) : nullptr));
  }
}

std::vector<std::string> Known::permissions_of(const std::vector<std::string>& roles) const {
  std::vector<std::string> permissions;
  for (const auto& role : roles) {
    const auto found = roles_.find(role);
    if (found == roles_.end()) continue;
    permissions.insert(permissions.end(), found->second.begin(), found->second.end());
  }
  sort_once(permissions);
  return permissions;
}

const KnownApiKey* Known::api_key(std::string_view prefix) const {
  const auto found = api_keys_.find(prefix);
  return found != api_keys_.end() ? &found->second : nullptr;
}

std::vector<ApiKeyUse> Known::take_uses() const {
  std::vector<ApiKeyUse> uses;
  for (const auto& [prefix, key] : api_keys_) {
    const auto at = key.last_use->exchange(0, std::memory_order_relaxed);
    if (at != 0) uses.push_back({key.principal->id, Timestamp(std::chrono::microseconds(at))});
  }
  return uses;
}

}  // namespace kontor::auth
