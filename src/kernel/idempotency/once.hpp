#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <optional>

#include "kernel/core/failpoint.hpp"
#include "kernel/core/ids.hpp"
#include "kernel/core/result.hpp"
#include "kernel/db/database.hpp"
#include "kernel/http/endpoint.hpp"
#include "kernel/http/idempotency_key.hpp"
#include "kernel/telemetry/metrics.hpp"

namespace kontor::idempotency {

struct KeyMaterial;

inline constexpr Failpoint kKept{"idempotency.kept", "the answer is among the statements, COMMIT is not sent"};
inline constexpr Failpoint kCommitted{"idempotency.committed", "effect and answer are committed, nothing is sent"};
inline constexpr std::array kFailpoints{kKept, kCommitted};

// Says that an answer was given before: Idempotent-Replayed: true.
void mark_replayed(http::Response& response);

// An effect once per Idempotency-Key, and the same answer to whoever asks again. Never waits for another sender of the
// same key. Safe from any thread; blocks as the transaction does.
class Once {
 public:
  // `kernel` acts as the role of the schema `kernel`.
  Once(db::Database kernel, telemetry::Metrics& metrics);

  // The handler of an `.idempotent()` endpoint: runs `body` (db::Tx& → what the endpoint's handler may return) in a
  // transaction of the module's database, as db::Database::transact does, and keeps the answer in the same transaction
  // for 72 hours. An Error rolls back and frees the key. Its own errors:
  //   idempotency_key_in_use  409: another request with this key has not committed yet; nothing was done
  //   idempotency_key_reused  422: the key was used for another request; nothing was done
  // Without a key it is nothing but a transaction.
  template <class Call, class Body>
  Result<http::Response> run(const Call& call, db::Database database, Body body) {
    return answer(call.idempotency_key, database, [&](db::Tx& tx) { return call.respond(body(tx)); });
  }

  // For what ends later than its first transaction, such as an order: runs `make` in a transaction of the module's
  // database, which makes the resource `fresh`, binds the key to that for good, and tells which resource the key stands
  // for. When that is an earlier one, nothing was made, and the caller answers with its present state. The binding
  // travels with the first query of `make`: what that may throw is none of its business. Errors as of run(), and those
  // of `make` where the key is free.
  struct Bound {
    Uuid resource;
    bool is_new;
  };
  using Make = std::function<Result<void>(db::Tx&)>;
  Result<Bound> bind(const std::optional<http::IdempotencyKey>& key, db::Database database, const Uuid& fresh,
                     const Make& make);

  // Removes the answers whose time is over, some hundred in a transaction, and says how many; a hundred thousand at
  // most, so call it from time to time.
  Result<std::uint64_t> forget_expired();

 private:
  struct Kept;
  using Work = std::function<Result<http::Response>(db::Tx&)>;

  Result<http::Response> answer(const std::optional<http::IdempotencyKey>& key, db::Database& database,
                                const Work& work);
  Result<std::optional<Kept>> claim(db::Tx& tx, const KeyMaterial& material);
  Result<Bound> bound_before(db::Database database, const KeyMaterial& material, const std::optional<Error>& refusal);
  Error in_use();

  db::Database kernel_;
  telemetry::Counter& replays_;
  telemetry::Counter& in_use_;
  telemetry::Counter& reused_;
};

}  // namespace kontor::idempotency
