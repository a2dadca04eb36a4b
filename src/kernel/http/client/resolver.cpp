#include "kernel/http/client/resolver.hpp"

#include <netdb.h>

#include <condition_variable>
#include <cstring>
#include <map>
#include <mutex>
#include <thread>

namespace kontor::http {

namespace {

Resolver::Answer look_up(const std::string& host, std::uint16_t port, int flags) {
  addrinfo wanted{};
  wanted.ai_socktype = SOCK_STREAM;
  wanted.ai_flags = flags | AI_NUMERICSERV;
  addrinfo* found = nullptr;
  const int status = ::getaddrinfo(host.c_str(), std::to_string(port).c_str(), &wanted, &found);
  if (status != 0) return {{}, ::gai_strerror(status)};
  const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> owner(found, &::freeaddrinfo);
  Resolver::Answer answer;
  for (const addrinfo* one = found; one != nullptr; one = one->ai_next) {
    SocketAddress& address = answer.addresses.emplace_back();
    std::memcpy(&address.storage, one->ai_addr, one->ai_addrlen);
    address.size = one->ai_addrlen;
  }
  return answer;
}

struct LookUp {
  bool done = false;
  Resolver::Answer answer;
};

}  // namespace

struct Resolver::LookUps {
  std::mutex mutex;
  std::condition_variable done;
  std::map<std::string, std::shared_ptr<LookUp>> running;
};

Resolver::Resolver() : look_ups_(std::make_shared<LookUps>()) {}
Resolver::~Resolver() = default;

Resolver::Answer Resolver::resolve(const std::string& host, std::uint16_t port, Deadline deadline) {
  Answer numeric = look_up(host, port, AI_NUMERICHOST);
  if (!numeric.addresses.empty()) return numeric;

  std::unique_lock lock(look_ups_->mutex);
  const std::string key = host + ':' + std::to_string(port);
  std::shared_ptr<LookUp> mine;
  if (const auto running = look_ups_->running.find(key); running != look_ups_->running.end()) {
    mine = running->second;
  } else {
    mine = std::make_shared<LookUp>();
    // Known to others only when there is a thread for it, which cannot end before we let go of the lock.
    std::thread([shared = look_ups_, key, host, port, mine] {
      Answer answer = look_up(host, port, AI_ADDRCONFIG);
      const std::lock_guard guard(shared->mutex);
      mine->answer = std::move(answer);
      mine->done = true;
      shared->running.erase(key);
      shared->done.notify_all();
    }).detach();
    look_ups_->running.emplace(key, mine);
  }
  if (!look_ups_->done.wait_until(lock, deadline.moment(), [&mine] { return mine->done; })) {
    return {{}, "the name was not resolved in time"};
  }
  return mine->answer;
}

}  // namespace kontor::http
