#include "modules/identity/actions/sessions.hpp"

#include "kernel/json/writer.hpp"
#include "modules/identity/actions/refresh_token.hpp"
#include "modules/identity/api/events.hpp"
#include "modules/identity/store/accounts.hpp"
#include "modules/identity/store/sessions.hpp"

namespace kontor::identity {

namespace {

constexpr std::string_view kPurpose = "refresh tokens";
constexpr int kGraceSeconds = 10;
constexpr std::uint64_t kBatch = 5000;

// Tells the gate of this instance at once; the others hear of the event.
class GateNews final : public db::Companion {
 public:
  explicit GateNews(auth::Gate& gate) : gate_(gate) {}
  void add(std::span<const SessionId> ended) {
    for (const auto& session : ended) ended_.push_back(session.uuid());
  }
  void before_commit(db::Tx&) override {}
  void committed() noexcept override { gate_.end_sessions(ended_); }

 private:
  auth::Gate& gate_;
  std::vector<Uuid> ended_;
};

Error not_good() {
  return {ErrorKind::unauthenticated, "unauthenticated", "This refresh token is not good, or not any more."};
}

std::string json_of(std::string_view reason, std::span<const SessionId> ended) {
  std::string out;
  json::Writer writer(out);
  writer.begin_object().field("reason", reason).key("session_ids").begin_array();
  for (const auto& session : ended) writer.value(session.str());
  writer.end_array().end_object();
  return out;
}

}  // namespace

Sessions::Sessions(Parts parts) : parts_(std::move(parts)) {}

void Sessions::prepare() {
  parts_.keys.prepare();
  parts_.secret.key_for(kPurpose);
}

OpenedSession Sessions::open(db::Tx& tx, const Account& account, const Client& client) {
  const auto id = SessionId::generate();
  auto token = RefreshToken::make(id, 1, parts_.secret.key_for(kPurpose));
  session_rows::insert(tx, {id, account.id, crypto::sha256(token), parts_.settings.session_idle_days, client});
  tell(tx, account.id, session_rows::end_surplus(tx, account.id, parts_.settings.sessions_per_account, "too_many"),
       "too_many");
  return handed_out(account, id, std::move(token));
}

OpenedSession Sessions::handed_out(const Account& account, const SessionId& session, std::string refresh_token) {
  const auto now = parts_.clock.now();
  const auth::AccessToken token{.id = Uuid::generate(),
                                .subject = account.id.str(),
                                .session_id = session.uuid(),
                                .roles = account.roles,
                                .issued_at = now,
                                .expires_at = now + std::chrono::seconds(parts_.access_token_seconds)};
  return {auth::sign(token, parts_.terms, parts_.keys.current()),
          parts_.access_token_seconds,
          std::move(refresh_token),
          session,
          account.id,
          account.email,
          account.roles};
}

Result<OpenedSession> Sessions::refresh(std::string_view refresh_token, const Client& client) {
  const auto token = RefreshToken::parse(refresh_token, parts_.secret.key_for(kPurpose));
  if (!token) return not_good();
  prepare();
  auto session = parts_.database.transact([&](db::Tx& tx) -> Result<std::optional<OpenedSession>> {
    return go_on(tx, *token, crypto::sha256(refresh_token), client);
  });
  if (!session) return std::move(session).error();
  if (!*session) return not_good();
  return **std::move(session);
}

// nullopt where the token is not good; what has to be done about it is part of the transaction.
std::optional<OpenedSession> Sessions::go_on(db::Tx& tx, const RefreshToken& token, const crypto::Digest& digest,
                                             const Client& client) {
  const auto shown = session_rows::find_by_token(tx, token.session_id, digest, kGraceSeconds);
  if (!shown) return std::nullopt;
  const auto verdict = judge_refresh(shown->state, token.generation);
  if (verdict == RefreshVerdict::reused) {
    end(tx, shown->account_id, token.session_id, "token_reused");
    return std::nullopt;
  }
  if (verdict == RefreshVerdict::refuse) return std::nullopt;
  const auto account = accounts::find(tx, shown->account_id);
  if (!account || !account->may_sign_in()) return std::nullopt;

  const bool rotates = verdict == RefreshVerdict::rotate;
  auto next = RefreshToken::make(token.session_id, shown->state.generation + (rotates ? 1 : 0),
                                 parts_.secret.key_for(kPurpose));
  if (rotates) {
    session_rows::rotate(tx,
                         {token.session_id, digest, crypto::sha256(next), parts_.settings.session_idle_days, client});
  } else {
    session_rows::add_sibling(tx, token.session_id, crypto::sha256(next));
  }
  return handed_out(*account, token.session_id, std::move(next));
}

void Sessions::end_all(db::Tx& tx, const UserId& user, const std::optional<SessionId>& except,
                       std::string_view reason) {
  tell(tx, user, session_rows::end_all(tx, user, except, reason), reason);
}

bool Sessions::end(db::Tx& tx, const UserId& user, const SessionId& session, std::string_view reason) {
  const bool ended = session_rows::end(tx, user, session, reason);
  if (ended) tell(tx, user, {&session, 1}, reason);
  return ended;
}

void Sessions::tell(db::Tx& tx, const UserId& user, std::span<const SessionId> ended, std::string_view reason) {
  if (ended.empty()) return;
  tx.companion<GateNews>([&] { return std::make_unique<GateNews>(parts_.gate); }).add(ended);
  parts_.log.publish(tx, user.str(), SessionsEnded{user, {ended.begin(), ended.end()}, std::string(reason)});
  parts_.trail.record(tx, {.action = "identity.sessions_ended",
                           .subject = user.str(),
                           .before = {},
                           .after = json_of(reason, ended),
                           .personal = {}});
}

Result<void> Sessions::tidy() {
  std::uint64_t removed = kBatch;
  while (removed == kBatch) {
    const auto batch =
        parts_.database.transact([](db::Tx& tx) -> Result<std::uint64_t> { return session_rows::forget_old(tx); });
    if (!batch) return batch.error();
    removed = *batch;
  }
  return {};
}

}  // namespace kontor::identity
