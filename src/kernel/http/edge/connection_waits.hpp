#pragma once

#include <coroutine>
#include <span>

#include "kernel/http/edge/connection.hpp"
#include "kernel/http/edge/spool_file.hpp"

namespace kontor::http {

// What is waited for: made as a named local, then awaited. Gives false on an error, the end of the stream included, and
// past the deadline, also when what ended at that very moment could not be cancelled any more.
class Connection::Wait {
 public:
  explicit Wait(Connection& connection) : connection_(connection) {}

  bool await_ready() const noexcept { return false; }
  bool await_resume() const noexcept { return !error_ && !connection_.expired_; }
  std::size_t bytes() const { return bytes_; }

 protected:
  auto resume(std::coroutine_handle<> waiter) {
    return [this, waiter](error_code error, std::size_t bytes = 0) {
      error_ = error;
      bytes_ = bytes;
      waiter.resume();
    };
  }
  Stream& stream() { return connection_.stream_; }
  const Stream::Chunks& pending() const { return connection_.pending_; }

 private:
  Connection& connection_;
  error_code error_;
  std::size_t bytes_ = 0;
};

class Connection::Receive : public Wait {
 public:
  Receive(Connection& connection, std::span<char> room) : Wait(connection), room_(room.data(), room.size()) {}
  void await_suspend(std::coroutine_handle<> waiter) { stream().read_some(room_, resume(waiter)); }

 private:
  asio::mutable_buffer room_;
};

class Connection::Send : public Wait {
 public:
  using Wait::Wait;
  void await_suspend(std::coroutine_handle<> waiter) { stream().write_some(pending(), resume(waiter)); }
};

class Connection::Handshake : public Wait {
 public:
  using Wait::Wait;
  void await_suspend(std::coroutine_handle<> waiter) { stream().shake_hands(resume(waiter)); }
};

class Connection::Goodbye : public Wait {
 public:
  using Wait::Wait;
  void await_suspend(std::coroutine_handle<> waiter) { stream().say_goodbye(resume(waiter)); }
};

// Until wake() is called, or was called since the last time.
class Connection::Wake {
 public:
  explicit Wake(Connection& connection) : connection_(connection) {}

  bool await_ready() const noexcept { return connection_.woken_; }
  void await_suspend(std::coroutine_handle<> waiter) noexcept { connection_.waiting_for_wake_ = waiter; }
  void await_resume() noexcept { connection_.woken_ = false; }

 private:
  Connection& connection_;
};

// A place among those that may be in files at one time, and the file.
struct Connection::Spool {
  explicit Spool(Edge& of) : edge(of) {}
  ~Spool() { --edge.spooled_bodies; }
  Spool(const Spool&) = delete;
  Spool& operator=(const Spool&) = delete;

  Edge& edge;
  std::unique_ptr<SpoolFile> file;
  bool is_writing = false;  // run() is to write a piece
  Result<void> written;
};

// A worker of its lane runs the request, unless the pool does not accept it.
class Connection::Work {
 public:
  explicit Work(Connection& connection) : connection_(connection) {}

  bool await_ready() const noexcept { return false; }
  bool await_suspend(std::coroutine_handle<> waiter) {
    connection_.phase_ = Phase::work;
    connection_.waiting_for_work_ = waiter;
    const Exchange& exchange = connection_.exchange_;
    const auto entry = connection_.edge_.workers.of(exchange.lane).submit(connection_, exchange.priority);
    if (entry.accepted()) return true;
    entry_ = entry;
    return false;
  }
  WorkerPool::Entry await_resume() const noexcept { return entry_; }

 private:
  Connection& connection_;
  WorkerPool::Entry entry_;
};

}  // namespace kontor::http
