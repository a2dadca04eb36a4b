#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/core/result.hpp"
#include "kernel/db/param.hpp"
#include "kernel/db/pool.hpp"
#include "kernel/db/rows.hpp"

namespace kontor::db {

// A session with PostgreSQL outside the pool, for a thread that has to know when it was lost: what the session holds
// (advisory locks, LISTEN, a place in the log) goes with it. Also the one who hears notifications. One thread uses it;
// `wake` is for all others.
class OwnSession {
 public:
  // Acts as the role of `module`; empty: as the program's login. A URL that cannot be read throws
  // std::invalid_argument, which does not quote it. Does not connect.
  OwnSession(const DatabaseSettings& settings, std::string module);
  ~OwnSession();
  OwnSession(const OwnSession&) = delete;
  OwnSession& operator=(const OwnSession&) = delete;

  // Blocks up to the connect timeout; `unavailable` without a server. Does nothing where it is open.
  Result<void> open();
  bool is_open() const { return opened_ != nullptr; }
  void close();

  // One statement in a transaction of its own. `unavailable` when the session is not open, is lost, or the statement
  // took too long: then it is closed. What is wrong with the statement itself throws.
  template <class... P>
  Result<Rows> read(std::string_view sql, const P&... params) {
    return run(sql, pack(params...));
  }

  // Waits for notifications (of the channels that were named to LISTEN), for `wake`, or so long. Their payloads, in
  // order. `unavailable` when the session was lost meanwhile: then it is closed. Of a session that is not open: waits
  // for `wake` or so long.
  Result<std::vector<std::string>> wait(std::chrono::milliseconds longest);
  // Ends the wait that is under way, or the next one. Safe from any thread.
  void wake() noexcept;

 private:
  class Opened;
  Result<Rows> run(std::string_view sql, const Params& params);
  Error lost();
  // Whether the session has something to say.
  bool poll(std::chrono::milliseconds longest);

  std::string connection_text_;
  std::string role_prefix_;
  std::string module_;
  int wake_fd_;
  std::unique_ptr<Opened> opened_;
};

}  // namespace kontor::db
