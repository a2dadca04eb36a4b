#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "kernel/core/result.hpp"
#include "kernel/db/param.hpp"
#include "kernel/db/rows.hpp"

namespace kontor::db {

class Connection;
class Pool;
class Tx;

// What travels with a transaction: gathered while its body runs, sent with its COMMIT, told when that has happened.
class Companion {
 public:
  virtual ~Companion() = default;
  // What the body has left to be done in its transaction. May run statements, and bring companions.
  virtual void finish(Tx&) {}
  // Posts what belongs to the transaction; anything it waited for would cost a round trip.
  virtual void before_commit(Tx& tx) = 0;
  // What it posts takes locks that many wait for: it goes behind all others, and so never waits for a row while it
  // holds them.
  virtual bool goes_last() const { return false; }
  // On the committing thread, before `transact` returns. Not called where the answer to COMMIT was lost.
  virtual void committed() noexcept = 0;
};

// A transaction in the role of one module. Statements are prepared once per connection and kept by their text.
//
// A broken rule of the data throws Violation (db/errors.hpp); lost infrastructure throws Unavailable; a statement that
// is wrong throws StatementFailed. Modules catch a Violation where it means something to a caller, and nothing else.
class Tx {
 public:
  // Sends what was posted and this statement in one round trip, and waits for the rows.
  template <class... P>
  Rows query(std::string_view sql, const P&... params) {
    return run(sql, pack(params...));
  }

  // The same for a statement without rows: how many it touched.
  template <class... P>
  std::uint64_t execute(std::string_view sql, const P&... params) {
    return run(sql, pack(params...)).affected();
  }

  // Queues a statement; it travels with the next query or with the commit, in order. What goes wrong in it is thrown
  // there.
  template <class... P>
  void post(std::string_view sql, const P&... params) {
    queue(sql, pack(params...));
  }

  // COPY … FROM STDIN in text format. `next` appends the next rows to its argument and says whether there were any.
  // The statement timeout counts for the whole: be_patient before a long one.
  std::uint64_t copy_in(std::string_view sql, const std::function<bool(std::string&)>& next);

  // From here on each statement, and what is done between two, may take so long, where that is longer than the settings
  // allow. For operators' and background work only: nobody should wait for it in a request.
  void be_patient(std::chrono::seconds longest);

  // What was committed last may be lost when PostgreSQL crashes, in the order of commits. For a step that is simply
  // done again then, and that nobody outside could observe.
  void relax_durability();
  // Flushed after all, where it was relaxed: for a step that somebody outside may observe.
  void demand_durability();
  // Also what it has only read is on the disk when it has committed: for who answers as another transaction did.
  void flush_what_was_read() { flushes_behind_ = true; }

  // The companion of this type, made by the first who asks. Each attempt of a transaction begins with none.
  template <class C, class Make>
  C& companion(Make make) {
    for (auto& one : companions_) {
      if (auto* found = dynamic_cast<C*>(one.get())) return *found;
    }
    std::unique_ptr<C> made = make();
    C& kept = *made;
    companions_.push_back(std::move(made));
    return kept;
  }

  Tx(const Tx&) = delete;
  Tx& operator=(const Tx&) = delete;

 private:
  friend class Database;
  Tx(Connection& connection, const std::string& module)
      : connection_(connection), acts_for_(&module), role_of_(module) {}
  Rows run(std::string_view sql, const Params& params);
  void queue(std::string_view sql, const Params& params);
  void take_role();
  void commit();

  Connection& connection_;
  const std::string* acts_for_;  // the module whose statements these are
  std::string role_of_;          // and the one whose role the session has: taken with the next statement
  std::vector<std::unique_ptr<Companion>> companions_;
  int statements_ = 0;
  bool is_relaxed_ = false;
  bool flushes_behind_ = false;
};

// What a module knows of the database: its own schema, reached as its own role. Cheap to copy; safe from any thread.
// Blocks the calling thread, so never to be used on an I/O thread.
class Database {
 public:
  Database(Pool& pool, std::string module);

  // Runs `body` (Tx& → Result<…>) in a transaction: commits when it returns a value, rolls back when it returns an
  // Error or throws. After a serialization failure or a deadlock the body runs again, a bounded number of times, and
  // after a lost session once, so it must have no effects beside the transaction. Then the error is `unavailable`, its
  // code
  //   unavailable       no free session within the wait, or no server: nothing was changed
  //   contention        collided in every attempt: nothing was changed
  //   database_timeout  a statement or a lock took too long: nothing was changed
  //   commit_unknown    the answer to COMMIT was lost: only looking tells
  template <class Body>
  std::invoke_result_t<Body, Tx&> transact(Body&& body) {
    using Outcome = std::invoke_result_t<Body, Tx&>;
    Outcome outcome = Error{ErrorKind::internal, "not_run", ""};
    auto done = run_transaction([&](Tx& tx) {
      outcome = body(tx);
      return outcome.ok();
    });
    if (!done) return std::move(done).error();
    return outcome;
  }

  // Runs `body` (Tx& → …) in this module's role within a transaction of another's, which has its own role back then.
  // For the kernel, where it hands a module what is the module's. After an exception the transaction is of no use.
  template <class Body>
  std::invoke_result_t<Body, Tx&> within(Tx& tx, Body&& body) const {
    const auto* owner = std::exchange(tx.acts_for_, &module_);
    auto outcome = body(tx);
    tx.acts_for_ = owner;
    return outcome;
  }

  // One reading statement, without a transaction around it, in one round trip; sent again when its session was lost.
  // Errors as of transact. In a loop, name the Rows first: `for (… : *read(…))` would run over what is gone.
  template <class... P>
  Result<Rows> read(std::string_view sql, const P&... params) const {
    return run_read(sql, pack(params...), false);
  }

  // The same from the read replica where there is one; for what may be some moments old, never to read an own write.
  template <class... P>
  Result<Rows> read_stale(std::string_view sql, const P&... params) const {
    return run_read(sql, pack(params...), true);
  }

 private:
  Result<void> run_transaction(const std::function<bool(Tx&)>& body);
  Result<Rows> run_read(std::string_view sql, const Params& params, bool stale_allowed) const;

  Pool* pool_;
  std::string module_;
};

}  // namespace kontor::db
