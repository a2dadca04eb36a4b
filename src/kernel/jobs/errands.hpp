#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/core/result.hpp"
#include "kernel/core/time.hpp"
#include "kernel/db/database.hpp"
#include "kernel/jobs/errand.hpp"
#include "kernel/json/describe.hpp"

namespace kontor::jobs {

class Places;

struct NewErrand {
  std::string_view kind;
  std::string key;      // unique in its kind; recording it again, also after it is done, is the same errand
  std::string payload;  // JSON
  std::chrono::milliseconds delay{0};
};

// An errand as an operator sees it.
struct ErrandState {
  std::int64_t id = 0;
  std::string kind;
  std::string key;
  std::string state;  // waiting, done, failed, dropped
  Timestamp recorded_at{};
  Timestamp due_at{};  // of one that is being performed: when its lease ends
  std::int64_t attempts = 0;
  int failures = 0;
  bool in_doubt = false;
  std::string holder;  // host:process that performs it; empty: nobody
  std::string last_error;
  std::optional<Timestamp> ended_at;
};
KONTOR_DESCRIBE(ErrandState, id, kind, key, state, recorded_at, due_at, attempts, failures, in_doubt, holder,
                last_error, ended_at)

// Records errands, and shows what became of them. Safe from any thread.
class Errands {
 public:
  // `jobs` acts as the role of the kernel's schema `jobs`.
  explicit Errands(db::Database jobs) : jobs_(std::move(jobs)) {}

  // What is to be written in the same transaction.
  using Along = std::function<void(db::Tx&)>;

  // In whatever module's transaction: travels with its COMMIT, all of a transaction in one statement, and is gone when
  // it rolls back. A payload that is no JSON fails the transaction. Where the runner of this process has a place, it is
  // recorded as taken, performed right after the COMMIT, and the transaction is flushed, relaxed or not.
  void record(db::Tx& tx, NewErrand errand);

  // The oldest first, `after` an id; empty filters are all, and a state that there is not is `invalid`. Blocks.
  Result<std::vector<ErrandState>> list(std::string_view kind, std::string_view state, std::int64_t after,
                                        int limit) const;
  // Has a failed errand tried again, with all its attempts. `not_found`, or `conflict` with errand_not_failed. Blocks.
  Result<void> retry(std::int64_t id, const Along& along = {});
  // Closes a failed errand for good: nobody performs it, its payload is forgotten, and it is trimmed as those that are
  // done. As long as its key is there, recording it again is the same errand. Errors as of retry. Blocks.
  Result<void> drop(std::int64_t id, const Along& along = {});

  // Whose places are promised and who is woken; before the first record. The runner says so when it is made.
  void performed_at(std::shared_ptr<Places> places) { places_ = std::move(places); }
  db::Database& database() { return jobs_; }

 private:
  class Outbox;
  Result<void> change_failed(std::int64_t id, std::string_view statement, const Along& along);

  db::Database jobs_;
  std::shared_ptr<Places> places_;  // null: nobody performs in this process
};

}  // namespace kontor::jobs
