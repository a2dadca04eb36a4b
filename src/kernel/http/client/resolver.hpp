#pragma once

#include <sys/socket.h>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "kernel/core/time.hpp"

namespace kontor::http {

struct SocketAddress {
  sockaddr_storage storage{};
  socklen_t size = 0;
};

// Looks up names within a deadline. The system's look-up can neither be bounded nor cancelled, so it runs on a thread
// of its own, one per name at a time however many ask; one that hangs is left to end by itself.
class Resolver {
 public:
  Resolver();
  ~Resolver();

  struct Answer {
    std::vector<SocketAddress> addresses;
    std::string failure;  // why there are none
  };
  Answer resolve(const std::string& host, std::uint16_t port, Deadline deadline);

 private:
  struct LookUps;
  std::shared_ptr<LookUps> look_ups_;  // shared with the threads, which may outlive this
};

}  // namespace kontor::http
