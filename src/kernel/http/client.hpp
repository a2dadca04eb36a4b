#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "kernel/core/result.hpp"
#include "kernel/core/time.hpp"
#include "kernel/http/client_settings.hpp"
#include "kernel/http/request.hpp"
#include "kernel/telemetry/log.hpp"
#include "kernel/telemetry/metrics.hpp"
#include "kernel/telemetry/trace.hpp"
#include "kernel/telemetry/tracer.hpp"

namespace kontor::http {

using HeaderList = std::vector<std::pair<std::string, std::string>>;

struct ClientRequest {
  Method method = Method::get;
  std::string url = {};     // http:// or https://, without user and password
  HeaderList headers = {};  // the client itself adds Host, Content-Length, Connection and traceparent
  std::string body = {};
  std::optional<telemetry::TraceContext> trace = {};  // the server is told a child of it; else of the thread's current
};

struct ClientResponse {
  int status = 0;
  HeaderList headers = {};
  std::string body = {};

  // Of the first field with this name, whatever its case; empty when there is none.
  std::string_view header(std::string_view name) const;
};

// `path` below a base that may carry a path itself: ("https://api.example.com/v1/", "/charges") is
// https://api.example.com/v1/charges.
std::string join_url(std::string_view base, std::string_view path);

// Whether send() would take it; otherwise the address or a header is malformed. For what stands in a configuration.
bool may_be_sent(const ClientRequest& request);

// Whether the server may have acted on the request although send() failed. False for what failed before a byte of it
// was sent: connect_failed (the deadline included), tls_failed, invalid_request.
bool may_have_run(const Error& error);

// Calls other servers over HTTP/1.1 and TLS. Connections are kept and shared; at any time there are at most as many as
// callers, and `max_idle_per_host` idle ones. Certificates are always verified. Safe from any thread; destroy it after
// the last call returned.
class Client {
 public:
  // Fails when the authorities cannot be loaded.
  static Result<std::unique_ptr<Client>> create(const ClientSettings& settings, const telemetry::Log& log,
                                                telemetry::Metrics& metrics, telemetry::Tracer tracer = {});
  ~Client();

  // Blocks until the answer is complete, whatever its status, or the deadline, which covers everything from looking up
  // the name. Otherwise `unavailable` with connect_failed, tls_failed, timed_out, connection_lost, response_too_large,
  // malformed_response or too_many_redirects; or `invalid` with invalid_request.
  //
  // Sends the request once; only when a kept connection turns out to be closed before anything of the answer came, and
  // the request may be repeated (GET, HEAD, OPTIONS, PUT, DELETE, or an Idempotency-Key), once more on a new one.
  //
  // A redirect is an answer like any other unless max_redirects allows to follow it. Never followed: from https to
  // http, and 307 or 308 of a request that may not be repeated. Another host does not get Authorization and Cookie.
  Result<ClientResponse> send(const ClientRequest& request, Deadline deadline);

 private:
  class Impl;
  explicit Client(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace kontor::http
