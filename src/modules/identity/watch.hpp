#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "kernel/auth/gate.hpp"
#include "kernel/core/result.hpp"
#include "kernel/db/database.hpp"
#include "kernel/events/tails.hpp"
#include "kernel/telemetry/log.hpp"
#include "modules/identity/actions/house_roles.hpp"
#include "modules/identity/signing_keys.hpp"
#include "modules/identity/store/credential_rows.hpp"

namespace kontor::identity {

// What the gate judges by, of what is kept. An API key permits no more than its maker may now.
auth::Credentials credentials_of(const HouseRoles& roles, credential_rows::Kept kept);

// Keeps the gate of this instance up to date. Sessions that end are refused when their event arrives; everything else
// is read again as a whole, by a thread of its own: when news arrive, when news may have been missed (then the gate is
// told so until it has been read), and from time to time.
class Watch {
 public:
  struct Parts {
    db::Database database;
    events::Tails& tails;
    auth::Gate& gate;
    SigningKeys& keys;
    const HouseRoles& roles;
    std::chrono::seconds token_life;  // with the leeway of clocks
    const telemetry::Log& logger;
  };
  explicit Watch(Parts parts);
  ~Watch() { stop(); }

  // Reads once before it returns, as far as the database answers, and makes the first signing key where there is none:
  // whoever is let in afterwards has tokens that are known here.
  void start();
  // The last uses of API keys are written down. May be repeated.
  void stop();

  // What was committed before is judged by when this returns, as far as the database answers. Blocks for a query; for
  // who serves: nothing happens where nothing has been read yet.
  void catch_up();

  // unavailable: nothing has been read yet.
  Result<void> check() const;

 private:
  void hear(const events::Event& event);
  void miss_news();
  void ask();
  void run();
  bool look();
  bool read_and_renew();
  void note_uses();

  Parts parts_;

  std::mutex looking_;  // one at a time reads and tells, so that what is told is never older than what was told before
  std::mutex sight_;    // one at a time tells the gate what it sees
  std::uint64_t gaps_ = 0;
  bool blind_ = true;
  std::string known_;  // what the gate was renewed with
  std::atomic<bool> has_seen_{false};

  std::mutex mutex_;
  std::condition_variable wake_;
  bool stopping_ = false;
  std::chrono::steady_clock::time_point next_look_;
  std::chrono::steady_clock::time_point next_note_;

  events::Tails::Subscription subscription_;
  std::thread thread_;
};

}  // namespace kontor::identity
