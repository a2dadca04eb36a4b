#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "kernel/core/result.hpp"
#include "kernel/core/time.hpp"
#include "kernel/db/database.hpp"

namespace kontor::jobs {

// Work outside of a transaction whose intent was recorded inside of one: a call of a payment provider, a mail.
struct Errand {
  std::int64_t id = 0;
  std::string kind;
  std::string key;      // the idempotency key: the same at every attempt, to be handed to the provider
  std::string payload;  // JSON
  Timestamp recorded_at{};
  std::int64_t fence = 0;                // of this attempt; grows with each
  int failures = 0;                      // attempts that are known to have done nothing
  bool in_doubt = false;                 // how an earlier attempt ended is not known
  Deadline deadline = Deadline::at({});  // for the answer: earlier than the lease of this attempt ends
};

// The code of an Error that says: it may have happened or not.
inline constexpr std::string_view kOutcomeUnknown = "outcome_unknown";
Error outcome_unknown(std::string detail);

// How errands of one kind are done. Built by a module, handed to the ErrandRunner by the composition root.
struct ErrandKind {
  using Outcome = std::string;  // what `perform` learnt and `settle` writes down; usually JSON

  std::string name;       // <module>.<what>, for good
  db::Database database;  // of the module: settle and give_up run in its role

  // Outside of any transaction; may block until the deadline, by several threads at once. An Error says that nothing
  // happened: one that may be retried is tried again with backoff, a bounded number of times, any other is final. An
  // outcome that is not known (a timeout, a connection lost after sending) is `outcome_unknown`, as is an exception:
  // the errand is performed again, with the same key, until there is an answer, and is never given up meanwhile.
  std::function<Result<Outcome>(const Errand&)> perform;

  // Writes down the outcome, in the transaction that settles the errand, once. May run again after a rollback. An Error
  // or an exception rolls back, and the errand is performed again later.
  std::function<Result<void>(db::Tx&, const Errand&, const Outcome&)> settle;

  // Writes down that the errand failed for good, in the transaction that says so. As settle otherwise. An operator may
  // still have it tried again; then settle or give_up follow once more.
  std::function<Result<void>(db::Tx&, const Errand&, const Error&)> give_up;

  // At most so many at once, in each instance, and no more than the settings' errand_workers. The threads are the
  // kind's own.
  int concurrency = 4;
};

}  // namespace kontor::jobs
