#pragma once

#include <array>
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "kernel/auth/caller.hpp"
#include "kernel/core/result.hpp"
#include "kernel/core/time.hpp"
#include "kernel/http/request.hpp"
#include "kernel/http/response.hpp"
#include "kernel/http/settings.hpp"
#include "kernel/http/traffic.hpp"
#include "kernel/telemetry/log.hpp"
#include "kernel/telemetry/metrics.hpp"
#include "kernel/telemetry/trace.hpp"

namespace kontor::http {

inline constexpr std::size_t kMaxPathParameters = 6;

// One request on its way: made when its head and body are complete, gone when its answer is written.
struct Exchange {
  Request request;
  Response response;
  Deadline deadline = Deadline::after(std::chrono::seconds(30));
  std::chrono::steady_clock::time_point started{};

  // What the pipeline finds out on the way.
  std::string request_id;
  std::string client_address;  // behind trusted proxies the real one
  telemetry::TraceContext trace{};
  std::optional<telemetry::SpanId> outer_span;  // the client's, when it sent a traceparent
  auth::Caller caller;
  Priority priority = Priority::catalog;
  Lane lane = Lane::standard;
  const struct Route* route = nullptr;                             // null: nothing is there
  std::array<std::string_view, kMaxPathParameters> path_values{};  // in the order of the pattern, not decoded
  bool answered = false;  // `response` holds the handler's answer; only a worker may do what is left

  // Ready for the next request of the connection. Keeps the memory of its containers, unless they grew large.
  void reset();
};

// What a server serves.
class Handler {
 public:
  virtual ~Handler() = default;

  // How long the body may be that follows this head; `standard` is what it may be anywhere. Asked on the I/O thread
  // before a body that is longer than that, or of unknown length, is read; an Error refuses the request unread.
  virtual Result<std::size_t> body_limit(const Request& /*head*/, std::size_t standard) const { return standard; }
  // On the connection's I/O thread; never blocks. True: the response is there. False: call `work` on a worker.
  virtual bool begin(Exchange& exchange) = 0;
  // On a worker thread of the exchange's lane; may block until the deadline. Never throws. Called again, when it is
  // complete or too late, for a response that has a `later`.
  virtual void work(Exchange& exchange) = 0;
  // The worker pool has no place for it, or the request never became one (malformed, too large, too slow): makes the
  // problem. `exchange.request` may be empty.
  virtual void refuse(Exchange& exchange, const Error& error) = 0;
  // After the answer was written or the connection lost: log line, metrics.
  virtual void finished(const Exchange& exchange, std::size_t bytes_sent) = 0;
};

// The asynchronous edge: a few I/O threads, each connection's whole life on one of them, a bounded pool of workers.
class Server {
 public:
  // Binds and listens at once; an address in use is one line that says so.
  static Result<std::unique_ptr<Server>> listen(const HttpSettings& settings, Handler& handler,
                                                const telemetry::Log& log, telemetry::Metrics& metrics);
  ~Server();  // as stop() with no time left

  std::string url() const;  // http://127.0.0.1:8080, with the port that was really taken
  void start();             // returns at once
  // Stops accepting, closes idle connections, lets running requests finish until the deadline, then closes what is left
  // and drops its results. Blocks; may be repeated. The destructor waits for handlers that are still at work.
  void stop(Deadline deadline);

 private:
  class Impl;
  explicit Server(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace kontor::http
