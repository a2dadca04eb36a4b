#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "kernel/db/param.hpp"

struct pg_conn;
struct pg_result;

namespace kontor::db {

using Answer = std::shared_ptr<const pg_result>;

// libpq's pipeline on one connection: commands are queued without waiting, `sync` sends them, `receive` takes the
// answers in order. A lost connection, or no answer within the timeout, throws Unavailable and leaves it broken for
// good.
class Wire {
 public:
  // The connection belongs to the caller. Timeout 0: wait without end.
  Wire(pg_conn* connection, std::chrono::milliseconds answer_timeout);
  ~Wire();
  Wire(const Wire&) = delete;
  Wire& operator=(const Wire&) = delete;

  void prepare(const std::string& name, std::string_view sql);
  void execute(const std::string& name, const Params& params);
  void execute_once(const std::string& sql);
  void sync();
  Answer receive();     // of the next command
  void receive_sync();  // after the answers of all commands

  // Outside the pipeline; nothing may be queued.
  Answer script(const std::string& sql);  // several statements; the first failure, or the last answer
  Answer copy_in(const std::string& sql, const std::function<bool(std::string&)>& next);

  std::chrono::milliseconds answer_timeout() const { return answer_timeout_; }
  void wait_for_answers(std::chrono::milliseconds timeout) { answer_timeout_ = timeout; }

  bool broken() const { return broken_; }
  void give_up() { broken_ = true; }
  bool in_transaction() const;
  // Whether the server has said goodbye while nobody was listening.
  bool closed_while_idle();

 private:
  class OutsidePipeline;
  [[noreturn]] void lose(const char* why);
  void require(int sent);
  void wait_for_input();
  Answer next_result();
  Answer last_result();

  pg_conn* connection_;
  std::chrono::milliseconds answer_timeout_;
  bool broken_ = false;
  std::vector<const char*> values_;
  std::vector<int> lengths_;
  std::vector<int> formats_;
};

}  // namespace kontor::db
