#pragma once

#include <deque>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "kernel/auth/authenticator.hpp"
#include "kernel/core/time.hpp"
#include "kernel/http/endpoint.hpp"
#include "kernel/http/pipeline/client_address.hpp"
#include "kernel/http/pipeline/rate_limit.hpp"
#include "kernel/http/pipeline/route.hpp"
#include "kernel/http/pipeline/router.hpp"
#include "kernel/http/pipeline/transformation.hpp"
#include "kernel/http/server.hpp"
#include "kernel/telemetry/tracer.hpp"

namespace kontor::http {

inline constexpr std::string_view kBasePath = "/api/v1";

// What an exception from a handler means to the client; written by who knows the exceptions of the house. Its detail is
// shown to clients. Without one, every exception is `internal`.
using ExceptionTranslator = std::function<Error(std::exception_ptr)>;

struct ApiParts {
  std::vector<Endpoint> endpoints;
  const HttpSettings& http;
  const LimitSettings& limits;
  const telemetry::Log& log;
  telemetry::Metrics& metrics;
  const auth::Authenticator& authenticator;
  const Clock& clock;
  ExceptionTranslator translate;
  telemetry::Tracer tracer = {};
};

// What happens to every request, in this order: correlation → log → rate limit of the address → authentication → rate
// limit of the client → authorization → validation → handler → transformation → compression. Up to authorization, and
// for answers that are in memory all of it, on the I/O thread.
class Api final : public Handler {
 public:
  // Settings that make no sense (a proxy that is no network, an origin or a public address that is none) are errors
  // that name the key. Endpoints that contradict each other are a bug: std::logic_error.
  static Result<std::unique_ptr<Api>> make(ApiParts parts);

  // More than the standard for who may call an endpoint that takes more.
  Result<std::size_t> body_limit(const Request& head, std::size_t standard) const override;
  bool begin(Exchange& exchange) override;
  void work(Exchange& exchange) override;
  void refuse(Exchange& exchange, const Error& error) override;
  void finished(const Exchange& exchange, std::size_t bytes_sent) override;

 private:
  Api(ApiParts parts, TrustedProxies proxies, Cors cors);

  void add_routes(std::vector<Endpoint> endpoints);
  void correlate(Exchange& exchange);
  Router::Found find_route(Exchange& exchange) const;
  // Each answers and says false when the request ends here.
  bool admit(Exchange& exchange);
  bool within(const std::optional<RateLimits::Verdict>& limit, Exchange& exchange) const;
  bool reach_route(Exchange& exchange, const Router::Found& found);
  bool authorize(Exchange& exchange) const;
  // Who calls; credentials that are not good are an error.
  Result<void> identify(Exchange& exchange) const;
  static void refuse_credentials(Exchange& exchange, const Error& error);
  bool negotiate(Exchange& exchange) const;
  // Whether the answer could be made without waiting.
  bool answer_from_memory(Exchange& exchange);
  void run(Exchange& exchange);
  void fail(Exchange& exchange, std::exception_ptr exception);
  RouteMetrics& metrics_of(const Exchange& exchange);
  void write_log(const Exchange& exchange, double seconds, std::size_t bytes_sent) const;

  const telemetry::Log& log_;
  const telemetry::Tracer tracer_;
  telemetry::Metrics& metrics_;
  const auth::Authenticator& authenticator_;
  const Clock& clock_;
  ExceptionTranslator translate_;
  TrustedProxies proxies_;
  Transformation transformation_;
  RateLimits limits_;
  Router router_;
  std::deque<Route> routes_;
  RouteMetrics unmatched_;  // whatever the method
  telemetry::Gauge& in_flight_;
};

}  // namespace kontor::http
