#include "kernel/http/client/pool.hpp"

namespace kontor::http {

// Connections are closed after the lock is gone: saying goodbye over TLS is work.

void ClientPool::collect_expired(Closing& closing) {
  const auto now = std::chrono::steady_clock::now();
  for (auto& [origin, sockets] : kept_) {
    while (!sockets.empty() && sockets.front().until <= now) {
      closing.push_back(std::move(sockets.front().socket));
      sockets.pop_front();
    }
  }
  std::erase_if(kept_, [](const auto& entry) { return entry.second.empty(); });
}

std::unique_ptr<ClientSocket> ClientPool::take(const std::string& origin) {
  Closing closing;
  const std::lock_guard lock(mutex_);
  collect_expired(closing);
  const auto found = kept_.find(origin);
  if (found == kept_.end()) return nullptr;
  while (!found->second.empty()) {
    auto socket = std::move(found->second.back().socket);
    found->second.pop_back();
    if (socket->is_quiet()) return socket;
    closing.push_back(std::move(socket));
  }
  return nullptr;
}

void ClientPool::give_back(const std::string& origin, std::unique_ptr<ClientSocket> socket) {
  Closing closing;
  const std::lock_guard lock(mutex_);
  collect_expired(closing);
  auto& sockets = kept_[origin];
  sockets.push_back({std::move(socket), std::chrono::steady_clock::now() + idle_timeout_});
  if (sockets.size() <= max_idle_per_host_) return;
  closing.push_back(std::move(sockets.front().socket));
  sockets.pop_front();
}

std::size_t ClientPool::idle() const {
  const std::lock_guard lock(mutex_);
  std::size_t count = 0;
  for (const auto& [origin, sockets] : kept_) count += sockets.size();
  return count;
}

}  // namespace kontor::http
