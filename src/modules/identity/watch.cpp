#include "modules/identity/watch.hpp"

#include <algorithm>
#include <exception>

#include "kernel/json/json.hpp"
#include "modules/identity/api/events.hpp"

namespace kontor::identity {

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::seconds kBetweenLooks{30};  // what ends by the clock alone: keys that retire
constexpr std::chrono::seconds kBetweenNotes{60};
constexpr std::chrono::milliseconds kFirstRetry{100};
constexpr std::chrono::milliseconds kLongestRetry{5000};

// What two readings are compared by: all but the sessions, which the gate gathers.
std::string essence_of(const auth::Credentials& credentials) {
  std::string text;
  const auto add = [&text](std::string_view part) { text.append(part).push_back('\n'); };
  for (const auto& key : credentials.keys) add(key.id());
  for (const auto& [name, permissions] : credentials.roles) {
    add("role " + name);
    for (const auto& permission : permissions) add(permission);
  }
  for (const auto& key : credentials.api_keys) {
    add("key " + key.subject);
    add(key.expires_at ? to_string(*key.expires_at) : "");
    for (const auto& scope : key.scopes) add(scope);
  }
  return text;
}

}  // namespace

auth::Credentials credentials_of(const HouseRoles& roles, credential_rows::Kept kept) {
  auth::Credentials credentials{.keys = std::move(kept.signing_keys),
                                .roles = {},
                                .api_keys = {},
                                .ended_sessions = std::move(kept.ended_sessions)};
  const auto book = roles.book(std::move(kept.roles));
  for (const auto& [name, role] : book) credentials.roles.emplace(name, role.permissions.names());
  for (auto& [key, maker_roles] : kept.api_keys) {
    key.scopes = PermissionSet(std::move(key.scopes)).within(permissions_of(book, maker_roles)).names();
    credentials.api_keys.push_back(std::move(key));
  }
  return credentials;
}

Watch::Watch(Parts parts) : parts_(std::move(parts)) {}

void Watch::start() {
  const auto now = Clock::now();
  next_look_ = look() ? now + kBetweenLooks : now + kFirstRetry;
  next_note_ = now + kBetweenNotes;
  subscription_ = parts_.tails.listen(
      {kIdentityEvents},
      {.on_event = [this](const events::Event& event) { hear(event); }, .on_gap = [this] { miss_news(); }});
  thread_ = std::thread([this] { run(); });
}

void Watch::stop() {
  if (!thread_.joinable()) return;
  subscription_ = {};
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  thread_.join();
  note_uses();
}

void Watch::catch_up() {
  if (has_seen_) look();
}

Result<void> Watch::check() const {
  return has_seen_ ? Result<void>() : unavailable("what credentials are judged by has not been read yet");
}

void Watch::hear(const events::Event& event) {
  if (event.type == CredentialsChanged::kMessage.name) {
    parts_.keys.forget();
    return ask();
  }
  if (event.type != SessionsEnded::kMessage.name) return;
  const auto ended = json::read<SessionsEnded>(event.payload, {.unknown = json::Unknown::ignore});
  if (!ended) return miss_news();  // of a version to come: the table knows
  std::vector<Uuid> sessions;
  for (const auto& session : ended->session_ids) sessions.push_back(session.uuid());
  parts_.gate.end_sessions(sessions);
}

void Watch::miss_news() {
  {
    const std::lock_guard lock(sight_);
    ++gaps_;
    blind_ = true;
    parts_.gate.lose_sight();
  }
  ask();
}

void Watch::ask() {
  {
    const std::lock_guard lock(mutex_);
    next_look_ = Clock::now();
  }
  wake_.notify_all();
}

void Watch::run() {
  auto retry_in = kFirstRetry;
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    const auto now = Clock::now();
    if (now >= next_look_) {
      next_look_ = now + kBetweenLooks;
      lock.unlock();
      const bool seen = look();
      lock.lock();
      if (!seen) next_look_ = std::min(next_look_, Clock::now() + retry_in);
      retry_in = seen ? kFirstRetry : std::min(2 * retry_in, kLongestRetry);
    } else if (now >= next_note_) {
      next_note_ = now + kBetweenNotes;
      lock.unlock();
      note_uses();
      lock.lock();
    } else {
      wake_.wait_until(lock, std::min(next_look_, next_note_));
    }
  }
}

// The edge of who looks: a lost database and a master key that is another are waited for.
bool Watch::look() {
  const std::lock_guard one_at_a_time(looking_);
  try {
    return read_and_renew();
  } catch (const std::exception& failure) {
    parts_.logger.error("credentials_not_read", {{"reason", failure.what()}});
    return false;
  }
}

bool Watch::read_and_renew() {
  std::uint64_t gaps = 0;
  {
    const std::lock_guard lock(sight_);
    gaps = gaps_;
  }
  auto kept = credential_rows::read(parts_.database, parts_.token_life);
  if (kept && kept->signing_keys.empty()) {
    parts_.keys.prepare();
    kept = credential_rows::read(parts_.database, parts_.token_life);
  }
  if (!kept) {
    parts_.logger.warn("credentials_not_read", {{"reason", kept.error().detail}});
    return false;
  }
  auto credentials = credentials_of(parts_.roles, *std::move(kept));
  auto essence = essence_of(credentials);

  const std::lock_guard lock(sight_);
  if (gaps != gaps_) return true;  // too old already: who saw the gap has asked for another look
  if (!blind_ && essence == known_) {
    parts_.gate.end_sessions(credentials.ended_sessions);
    return true;
  }
  parts_.gate.renew(std::move(credentials));
  known_ = std::move(essence);
  blind_ = false;
  has_seen_ = true;
  return true;
}

void Watch::note_uses() {
  const auto uses = parts_.gate.take_uses();
  if (uses.empty()) return;
  try {
    const auto noted = credential_rows::note_uses(parts_.database, uses);
    if (noted) return;
    parts_.logger.warn("api_key_uses_lost", {{"reason", noted.error().detail}});
  } catch (const std::exception& failure) {
    parts_.logger.warn("api_key_uses_lost", {{"reason", failure.what()}});
  }
}

}  // namespace kontor::identity
