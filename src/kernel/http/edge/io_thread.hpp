#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "kernel/http/edge/connection.hpp"

namespace kontor::http {

// Counts open connections, for the limit and for whoever waits until none is left. Safe from any thread.
class OpenConnections {
 public:
  explicit OpenConnections(telemetry::Gauge& gauge) : gauge_(gauge) {}

  bool add(std::size_t limit);  // false: the limit is reached
  void remove();
  bool wait_for_none(Deadline deadline);

 private:
  telemetry::Gauge& gauge_;
  std::mutex mutex_;
  std::condition_variable none_;
  std::size_t count_ = 0;
};

// One thread with its own event loop and its own connections.
class IoThread {
 public:
  IoThread(Edge& edge, OpenConnections& open);
  ~IoThread();

  void start();
  // From any thread:
  void drain();
  void stop();  // closes what is open and blocks until the thread has ended; may be repeated
  boost::asio::io_context& context() { return context_; }

  // On the thread only:
  void adopt(tcp::socket socket);
  void remove(Connection& connection);
  const std::string& date() const { return date_; }

 private:
  void sweep();

  Edge& edge_;
  OpenConnections& open_;
  boost::asio::io_context context_{1};
  boost::asio::steady_timer sweep_timer_{context_};
  std::string date_;
  std::vector<std::unique_ptr<Connection>> connections_;
  std::thread thread_;
};

}  // namespace kontor::http
