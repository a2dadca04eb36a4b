#include "kernel/http/api.hpp"

#include <algorithm>
#include <cmath>

#include "kernel/core/text.hpp"
#include "kernel/http/later.hpp"
#include "kernel/http/pipeline/cached_answer.hpp"
#include "kernel/http/pipeline/correlation.hpp"
#include "kernel/http/pipeline/negotiation.hpp"
#include "kernel/http/pipeline/request_span.hpp"
#include "kernel/http/public_url.hpp"
#include "kernel/telemetry/origin.hpp"

namespace kontor::http {
namespace {

constexpr std::string_view kUnmatched = "none";
constexpr std::string_view kBearer = "Bearer ";
constexpr std::size_t kHeadBytes = 1024;

// What the thread does from here on belongs to the request.
struct RequestScope {
  explicit RequestScope(const Exchange& exchange)
      : log(exchange.request_id, exchange.trace.trace()), trace(exchange.trace) {}
  telemetry::LogScope log;
  telemetry::TraceScope trace;
};

// Puts an answer in place and keeps what was written into the head so far.
void answer(Exchange& exchange, Response response) {
  response.head.swap(exchange.response.head);
  exchange.response = std::move(response);
}

void answer(Exchange& exchange, const Error& error) {
  answer(exchange, problem(error, exchange.request_id));
}

std::string message_of(const std::exception_ptr& exception) {
  try {
    std::rethrow_exception(exception);
  } catch (const std::exception& error) {
    return error.what();
  } catch (...) {
    return "an exception of an unknown type";
  }
}

bool is_one_of(std::string_view content_type, const std::vector<std::string>& media_types) {
  const auto type = text::trim(content_type.substr(0, content_type.find(';')));
  return std::ranges::any_of(media_types, [&](const std::string& known) { return text::iequals(type, known); });
}

Result<void> judge(const auth::Access& access, const auth::Caller& caller) {
  switch (access.judge(caller)) {
    case auth::Access::Verdict::allowed:
      return {};
    case auth::Access::Verdict::unauthenticated:
      return Error{ErrorKind::unauthenticated, "unauthenticated", "Please sign in first."};
    case auth::Access::Verdict::forbidden:
      break;
  }
  return Error{ErrorKind::forbidden, "forbidden", "You may not do this."};
}

Error unexpected(const std::exception_ptr&) {
  return {ErrorKind::internal, "internal", "Something went wrong on our side; it has been logged."};
}

Error too_late() {
  return unavailable("The request could not be served in time.");
}

}  // namespace

Result<std::unique_ptr<Api>> Api::make(ApiParts parts) {
  auto proxies = TrustedProxies::parse(parts.http.trusted_proxies);
  auto cors = Cors::parse(parts.http.cors_origins);
  const auto reachable = check_public_url(parts.http);
  std::vector<FieldProblem> problems;
  const auto collect = [&](const Error& error) {
    problems.insert(problems.end(), error.fields.begin(), error.fields.end());
  };
  if (!proxies) collect(proxies.error());
  if (!cors) collect(cors.error());
  if (!reachable) collect(reachable.error());
  if (!problems.empty()) return invalid(std::move(problems));
  return std::unique_ptr<Api>(new Api(std::move(parts), *std::move(proxies), *std::move(cors)));
}

Api::Api(ApiParts parts, TrustedProxies proxies, Cors cors)
    : log_(parts.log),
      tracer_(parts.tracer),
      metrics_(parts.metrics),
      authenticator_(parts.authenticator),
      clock_(parts.clock),
      translate_(parts.translate ? std::move(parts.translate) : ExceptionTranslator(unexpected)),
      proxies_(std::move(proxies)),
      transformation_(static_cast<std::size_t>(parts.http.compress_min_bytes), std::move(cors)),
      limits_(parts.limits, metrics_),
      unmatched_(metrics_, kUnmatched, to_string(Method::other)),
      in_flight_(metrics_.gauge("kontor_http_in_flight", "Requests that are being answered")) {
  add_routes(std::move(parts.endpoints));
}

void Api::add_routes(std::vector<Endpoint> endpoints) {
  for (auto& endpoint : endpoints) {
    auto pattern = endpoint.at_root ? endpoint.path : std::string(kBasePath) + endpoint.path;
    router_.add(endpoint.method, pattern, routes_.size());
    routes_.emplace_back(metrics_, std::move(endpoint), std::move(pattern));
  }
}

bool Api::begin(Exchange& exchange) {
  correlate(exchange);
  const RequestScope scope(exchange);
  const auto io_thread = Transformation::Where::io_thread;
  try {
    const auto found = find_route(exchange);
    const bool goes_on = admit(exchange) && reach_route(exchange, found) && authorize(exchange) && negotiate(exchange);
    if (goes_on && !answer_from_memory(exchange)) {
      exchange.lane = exchange.route->endpoint.lane;
      return false;
    }
    exchange.answered = true;
    return transformation_.finish(exchange, io_thread);
  } catch (...) {
    fail(exchange, std::current_exception());
    return transformation_.finish(exchange, io_thread);
  }
}

void Api::correlate(Exchange& exchange) {
  in_flight_.add(1);
  const auto& request = exchange.request;
  exchange.request_id = request_id_for(request.header("X-Correlation-Id"));
  const auto outer = telemetry::TraceContext::parse(request.header("traceparent"));
  exchange.trace = outer ? outer->child() : tracer_.start_trace();
  if (outer) exchange.outer_span = outer->span_id;
  exchange.client_address = proxies_.client_of(request);
  exchange.response.head.reserve(kHeadBytes);
  exchange.response.write_line("X-Correlation-Id", exchange.request_id);
  exchange.response.write_line("Traceparent", exchange.trace.traceparent());
}

Router::Found Api::find_route(Exchange& exchange) const {
  auto found = router_.find(exchange.request.method, exchange.request.path);
  if (found.outcome == Router::Outcome::found) {
    exchange.route = &routes_[found.route];
    exchange.path_values = found.values;
    exchange.priority = exchange.route->priority;
  }
  return found;
}

bool Api::admit(Exchange& exchange) {
  const auto* route = exchange.route;
  if (route && route->endpoint.is_operational) return true;
  const auto limit_class = route ? route->endpoint.limit_class : LimitClass::standard;
  const auto& address = exchange.client_address;
  const auto now = clock_.monotonic();
  const auto coarse = limits_.take_for_address(limit_class, address, now);
  if (coarse && !coarse->allowed) return within(coarse, exchange);
  const auto known = identify(exchange);
  if (!within(limits_.take_for_client(limit_class, exchange.caller, address, now), exchange)) return false;
  if (!known) refuse_credentials(exchange, known.error());
  return known.ok();
}

// RFC 6750: who sent a token is told that it is not good, who sent none only that one is needed.
void Api::refuse_credentials(Exchange& exchange, const Error& error) {
  answer(exchange, error);
  const auto scheme = exchange.request.header("Authorization").substr(0, kBearer.size());
  if (exchange.response.status != 401 || !text::iequals(scheme, kBearer)) return;
  exchange.response.set("WWW-Authenticate", R"(Bearer error="invalid_token")");
}

bool Api::within(const std::optional<RateLimits::Verdict>& limit, Exchange& exchange) const {
  if (!limit) return true;
  write_limit(exchange.response, *limit);
  if (limit->allowed) return true;
  answer(exchange, rate_limited("Too many requests; please come back a little later.", limit->retry_after_seconds));
  return false;
}

Result<void> Api::identify(Exchange& exchange) const {
  if (!exchange.route) return {};
  auto caller = authenticator_.authenticate(exchange.request.header("Authorization"));
  if (!caller) return std::move(caller).error();
  exchange.caller = *std::move(caller);
  return {};
}

bool Api::reach_route(Exchange& exchange, const Router::Found& found) {
  switch (found.outcome) {
    case Router::Outcome::found:
      return true;
    case Router::Outcome::bad_path:
      answer(exchange, Error{ErrorKind::invalid, "bad_request", "The path of the request cannot be read."});
      return false;
    case Router::Outcome::not_found:
      answer(exchange, Error{ErrorKind::not_found, "not_found", "There is nothing at this path."});
      return false;
    case Router::Outcome::options:
      exchange.response.status = 204;
      transformation_.cors().allow_preflight(exchange.request, found.allow, exchange.response);
      break;
    case Router::Outcome::method_not_allowed:
      answer(exchange, Error{ErrorKind::invalid, "method_not_allowed",
                             "This path does not know the method; it knows " + std::string(found.allow) + "."});
      break;
  }
  exchange.response.set("Allow", std::string(found.allow));
  return false;
}

bool Api::authorize(Exchange& exchange) const {
  const auto judged = judge(*exchange.route->endpoint.access, exchange.caller);
  if (!judged) answer(exchange, judged.error());
  return judged.ok();
}

Result<std::size_t> Api::body_limit(const Request& head, std::size_t standard) const {
  const auto found = router_.find(head.method, head.path);
  if (found.outcome != Router::Outcome::found) return standard;
  const auto& endpoint = routes_[found.route].endpoint;
  if (endpoint.max_body_bytes <= standard) return standard;
  const auto caller = authenticator_.authenticate(head.header("Authorization"));
  if (!caller) return caller.error();
  if (const auto judged = judge(*endpoint.access, *caller); !judged) return judged.error();
  if (!is_one_of(head.header("Content-Type"), endpoint.upload_types)) {
    return Error{ErrorKind::invalid, "unsupported_media_type",
                 "A body as long as this must be " + endpoint.upload_types.front() + " or another type that is named."};
  }
  return endpoint.max_body_bytes;
}

bool Api::negotiate(Exchange& exchange) const {
  const auto& media_type = exchange.route->endpoint.media_type;
  if (accepts(exchange.request.header("Accept"), media_type)) return true;
  answer(exchange, Error{ErrorKind::invalid, "not_acceptable",
                         "This answer is " + media_type + ", which the request does not accept."});
  return false;
}

bool Api::answer_from_memory(Exchange& exchange) {
  const auto& endpoint = exchange.route->endpoint;
  if (is_cached(exchange)) {
    exchange.response.content = cached_content(exchange);
    if (exchange.response.content) say_language(exchange);
    return exchange.response.content != nullptr;
  }
  if (!endpoint.from_memory) return false;
  run(exchange);
  return true;
}

void Api::work(Exchange& exchange) {
  const RequestScope scope(exchange);
  const telemetry::Origin origin{exchange.request_id, {}, exchange.caller.subject()};
  const telemetry::OriginScope on_behalf(origin);
  const auto worker = Transformation::Where::worker;
  try {
    if (!exchange.answered && exchange.deadline.passed()) {
      answer(exchange, too_late());
    } else if (!exchange.answered) {
      run(exchange);
    }
    if (exchange.response.later) return;  // and comes back here
    transformation_.finish(exchange, worker);
  } catch (...) {
    fail(exchange, std::current_exception());
    transformation_.finish(exchange, worker);
  }
}

void Api::run(Exchange& exchange) {
  const auto& endpoint = exchange.route->endpoint;
  const auto awaited = std::exchange(exchange.response.later, nullptr);
  auto made = is_cached(exchange) ? answer_for_all(exchange)
              : awaited           ? awaited->answer()
                                  : endpoint.answer(endpoint, exchange);
  if (!made) return answer(exchange, made.error());
  if (passes_cache(exchange)) made->set("Cache-Control", "private, no-store");
  answer(exchange, *std::move(made));
  say_language(exchange);
}

void Api::fail(Exchange& exchange, std::exception_ptr exception) {
  const auto error = translate_(exception);
  const auto level = error.kind == ErrorKind::internal ? telemetry::LogLevel::error : telemetry::LogLevel::warn;
  log_.write(level, "request_failed",
             {{"route", exchange.route ? std::string_view(exchange.route->pattern) : kUnmatched},
              {"code", error.code},
              {"error", message_of(exception)}});
  answer(exchange, error);
}

void Api::refuse(Exchange& exchange, const Error& error) {
  if (exchange.request_id.empty()) correlate(exchange);
  answer(exchange, error);
  transformation_.finish(exchange, Transformation::Where::io_thread);
}

RouteMetrics& Api::metrics_of(const Exchange& exchange) {
  return exchange.route ? exchange.route->metrics : unmatched_;
}

void Api::finished(const Exchange& exchange, std::size_t bytes_sent) {
  if (exchange.request_id.empty()) return;
  in_flight_.add(-1);
  const std::chrono::duration<double> taken = clock_.monotonic() - exchange.started;
  metrics_of(exchange).observe(exchange.response.status, taken.count());
  if (log_.enabled(telemetry::LogLevel::info)) write_log(exchange, taken.count(), bytes_sent);
  if (tracer_.records(exchange.trace)) tracer_.finish(request_span(exchange, clock_.now(), taken));
}

void Api::write_log(const Exchange& exchange, double seconds, std::size_t bytes_sent) const {
  const telemetry::LogScope scope(exchange.request_id, exchange.trace.trace());
  log_.info("request", {{"method", exchange.request.method_name},
                        {"route", exchange.route ? std::string_view(exchange.route->pattern) : kUnmatched},
                        {"path", exchange.request.path},
                        {"status", exchange.response.status},
                        {"duration_ms", std::round(seconds * 1e6) / 1e3},
                        {"bytes", bytes_sent},
                        {"client", exchange.client_address}});
}

}  // namespace kontor::http
