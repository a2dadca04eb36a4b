#include "kernel/idempotency/once.hpp"

#include <stdexcept>

#include "kernel/db/errors.hpp"
#include "kernel/idempotency/keeping/answer_text.hpp"
#include "kernel/idempotency/keeping/key_material.hpp"

namespace kontor::idempotency {

namespace {

constexpr std::uint64_t kChunk = 500;
constexpr int kMostChunks = 200;

constexpr std::string_view kClaim = R"sql(
  select outcome, answer, resource from kernel.claim_idempotency_key($1, $2))sql";
constexpr std::string_view kKeep = R"sql(
  select from kernel.keep_idempotency_key($1, $2, $3, $4))sql";
// Fails where the key is not free.
constexpr std::string_view kBind = R"sql(
  select from kernel.bind_idempotency_key($1, $2, $3))sql";
constexpr std::string_view kFreeKey = "idempotency_key_is_free";
constexpr std::string_view kForget = R"sql(
  delete from kernel.idempotency_key
  where key_hash in (
    select key_hash from kernel.idempotency_key
    where expires_at <= kernel.now()
    order by expires_at
    limit $1
    for update skip locked))sql";

constexpr std::string_view kRefusals = "kontor_idempotency_refusals_total";
constexpr std::string_view kRefusalsHelp = "Requests refused for their Idempotency-Key";

void keep_answer(db::Tx& tx, const KeyMaterial& material, const http::Response& response) {
  const auto sealed = crypto::seal(material.cipher, answer_text(response), material.hash);
  tx.post(kKeep, material.hash_column(), material.fingerprint_column(), crypto::ByteView(sealed).span(), std::nullopt);
  pass(kKept);
}

http::Response open_answer(const KeyMaterial& material, const db::Bytes& sealed) {
  const auto text = crypto::open(material.cipher, sealed, material.hash);
  if (!text) throw std::runtime_error("a kept answer does not open under its Idempotency-Key");
  auto response = answer_from(*text);
  mark_replayed(response);
  return response;
}

}  // namespace

// What an earlier transaction kept under the key: one of the two.
struct Once::Kept {
  std::optional<db::Bytes> answer;
  std::optional<Uuid> resource;
};

void mark_replayed(http::Response& response) {
  response.set("Idempotent-Replayed", "true");
}

Once::Once(db::Database kernel, telemetry::Metrics& metrics)
    : kernel_(std::move(kernel)),
      replays_(metrics.counter("kontor_idempotency_replays_total", "Requests answered as an earlier one was")),
      in_use_(metrics.counter(kRefusals, kRefusalsHelp, {{"reason", "in_use"}})),
      reused_(metrics.counter(kRefusals, kRefusalsHelp, {{"reason", "reused"}})) {}

Error Once::in_use() {
  in_use_.add();
  return conflict("idempotency_key_in_use", "A request with this Idempotency-Key is under way; ask again soon.");
}

// nullopt: the key is this transaction's.
Result<std::optional<Once::Kept>> Once::claim(db::Tx& tx, const KeyMaterial& material) {
  const auto row = tx.query(kClaim, material.hash_column(), material.fingerprint_column()).one();
  const auto outcome = row.get<std::string_view>("outcome");
  if (outcome == "free") return std::optional<Kept>();
  if (outcome == "kept") {
    replays_.add();
    tx.flush_what_was_read();  // whoever kept it may not have been answered yet
    return std::optional(Kept{row.get<std::optional<db::Bytes>>("answer"), row.get<std::optional<Uuid>>("resource")});
  }
  if (outcome == "in_use") return in_use();
  reused_.add();
  return Error{ErrorKind::invalid, "idempotency_key_reused", "This Idempotency-Key was used for another request."};
}

Result<http::Response> Once::answer(const std::optional<http::IdempotencyKey>& key, db::Database& database,
                                    const Work& work) {
  if (!key) return database.transact(work);
  const auto material = key_material(*key);
  auto outcome = database.transact([&](db::Tx& tx) -> Result<http::Response> {
    const auto kept = claim(tx, material);
    if (!kept) return kept.error();
    if (*kept) return open_answer(material, (*kept)->answer.value());
    auto response = work(tx);
    if (!response) return response;
    make_keepable(*response);
    keep_answer(tx, material, *response);
    return response;
  });
  if (outcome) pass(kCommitted);
  return outcome;
}

Result<Once::Bound> Once::bind(const std::optional<http::IdempotencyKey>& key, db::Database database, const Uuid& fresh,
                               const Make& make) {
  if (!key) {
    auto made = database.transact(make);
    return made ? Result<Bound>(Bound{fresh, true}) : std::move(made).error();
  }
  const auto material = key_material(*key);
  std::optional<Error> refusal;
  try {
    auto made = database.transact([&](db::Tx& tx) -> Result<void> {
      refusal.reset();
      tx.post(kBind, material.hash_column(), material.fingerprint_column(), fresh);
      auto done = make(tx);
      if (!done) refusal = done.error();
      return done;
    });
    if (made) return Bound{fresh, true};
    if (!refusal) return std::move(made).error();
  } catch (const db::Violation& violation) {
    if (violation.constraint() != kFreeKey) throw;
  }
  return bound_before(std::move(database), material, refusal);
}

// Who was refused may not have come as far as the key, whose resource then counts.
Result<Once::Bound> Once::bound_before(db::Database database, const KeyMaterial& material,
                                       const std::optional<Error>& refusal) {
  return database.transact([&](db::Tx& tx) -> Result<Bound> {
    const auto kept = claim(tx, material);
    if (!kept) return kept.error();
    if (*kept) return Bound{(*kept)->resource.value(), false};
    return refusal ? *refusal : in_use();
  });
}

Result<std::uint64_t> Once::forget_expired() {
  std::uint64_t forgotten = 0;
  for (int chunk = 0; chunk < kMostChunks; ++chunk) {
    const auto gone = kernel_.transact([](db::Tx& tx) -> Result<std::uint64_t> { return tx.execute(kForget, kChunk); });
    if (!gone) return gone.error();
    forgotten += *gone;
    if (*gone < kChunk) break;
  }
  return forgotten;
}

}  // namespace kontor::idempotency
