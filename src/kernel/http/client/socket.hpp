#pragma once

#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/core/result.hpp"
#include "kernel/core/time.hpp"
#include "kernel/http/client/resolver.hpp"
#include "kernel/http/client/url.hpp"

struct ssl_ctx_st;
struct ssl_st;

namespace kontor::http {

// What a TLS connection needs: the trusted authorities. Always verifies.
class TlsTrust {
 public:
  // The system's authorities and those of `ca_file`, when it is not empty. The system's are read when they are first
  // asked for: that takes tens of milliseconds, which a start should not pay.
  static Result<std::unique_ptr<TlsTrust>> load(const std::string& ca_file);
  ~TlsTrust();
  ssl_ctx_st* context() const;

 private:
  explicit TlsTrust(ssl_ctx_st* context) : context_(context) {}
  ssl_ctx_st* const context_;
  mutable std::once_flag system_read_;
};

enum class IoStatus { done, wants_read, wants_write, ended, lost, timed_out };

struct IoResult {
  IoStatus status = IoStatus::done;
  std::size_t bytes = 0;
};

// A connection, with TLS for a secure origin; every call ends by its deadline.
class ClientSocket {
 public:
  // connect_failed or tls_failed: in both cases nothing of a request was sent.
  static Result<std::unique_ptr<ClientSocket>> open(const Origin& origin, const std::vector<SocketAddress>& addresses,
                                                    const TlsTrust& trust, Deadline deadline);
  ~ClientSocket();
  ClientSocket(const ClientSocket&) = delete;
  ClientSocket& operator=(const ClientSocket&) = delete;

  IoStatus write(std::string_view bytes, Deadline deadline);
  // At least one byte, or `ended` when the other side closed in an orderly way.
  IoResult read(std::span<char> buffer, Deadline deadline);
  // False once the other side closed or said something nobody asked for.
  bool is_quiet() const;

 private:
  explicit ClientSocket(int descriptor) : descriptor_(descriptor) {}
  static std::unique_ptr<ClientSocket> connect(const SocketAddress& address, Deadline deadline, std::string& failure);
  Result<void> start_tls(const Origin& origin, const TlsTrust& trust, Deadline deadline);
  std::string tls_failure() const;
  template <class Step>
  IoResult complete(Deadline deadline, Step step);
  IoResult try_write(std::string_view bytes);
  IoResult try_read(std::span<char> buffer);
  IoResult tls_result(int returned, std::size_t bytes);

  int descriptor_;
  ssl_st* tls_ = nullptr;
};

}  // namespace kontor::http
