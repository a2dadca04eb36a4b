#pragma once

#include <chrono>
#include <cstddef>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "kernel/http/client/socket.hpp"

namespace kontor::http {

// Open connections that nobody uses at the moment, by origin. Safe from any thread.
class ClientPool {
 public:
  ClientPool(std::size_t max_idle_per_host, std::chrono::milliseconds idle_timeout)
      : max_idle_per_host_(max_idle_per_host), idle_timeout_(idle_timeout) {}

  // The one used last that is still open, or nothing.
  std::unique_ptr<ClientSocket> take(const std::string& origin);
  // Keeps it for the next request, or closes it when enough are kept.
  void give_back(const std::string& origin, std::unique_ptr<ClientSocket> socket);
  std::size_t idle() const;

 private:
  using Moment = std::chrono::steady_clock::time_point;
  struct Kept {
    std::unique_ptr<ClientSocket> socket;
    Moment until;
  };
  using Closing = std::deque<std::unique_ptr<ClientSocket>>;
  void collect_expired(Closing& closing);

  const std::size_t max_idle_per_host_;
  const std::chrono::milliseconds idle_timeout_;
  mutable std::mutex mutex_;
  std::map<std::string, std::deque<Kept>> kept_;  // the oldest first
};

}  // namespace kontor::http
