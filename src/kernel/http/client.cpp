#include "kernel/http/client.hpp"

#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

#include "kernel/core/format.hpp"
#include "kernel/http/client/pool.hpp"
#include "kernel/http/client/resolver.hpp"
#include "kernel/http/client/rules.hpp"
#include "kernel/http/client/socket.hpp"
#include "kernel/http/client/url.hpp"

namespace kontor::http {

namespace {

namespace beast = boost::beast;
using Parser = beast::http::response_parser<beast::http::string_body>;

constexpr std::size_t kReadBytes = 16 << 10;
constexpr std::size_t kCopyBytes = 64 << 10;  // a body up to here leaves in one piece with the head
constexpr int kMaxInterimAnswers = 8;         // 100, 103

Error unavailable_because(std::string code, std::string detail) {
  return {ErrorKind::unavailable, std::move(code), std::move(detail)};
}

Error io_error(IoStatus status, std::string_view doing) {
  if (status == IoStatus::timed_out) {
    return unavailable_because("timed_out", format("The time was up while {}", doing));
  }
  return unavailable_because("connection_lost", format("The connection was closed while {}", doing));
}

Error parse_error(const beast::error_code& failed) {
  using beast::http::error;
  if (failed == error::body_limit || failed == error::header_limit || failed == error::buffer_overflow) {
    return unavailable_because("response_too_large", "The answer is larger than the limit: " + failed.message());
  }
  if (failed == error::partial_message || failed == error::end_of_stream) return io_error(IoStatus::lost, "reading");
  return unavailable_because("malformed_response", "The answer is no HTTP: " + failed.message());
}

// Reads one answer from a connection; answers announced by 100 or 103 are skipped.
class AnswerReader {
 public:
  AnswerReader(ClientSocket& socket, const ClientSettings& settings, bool head_only, Deadline deadline)
      : socket_(socket),
        settings_(settings),
        head_only_(head_only),
        deadline_(deadline),
        buffer_(static_cast<std::size_t>(settings.max_head_bytes) + kReadBytes) {}

  Result<ClientResponse> read() {
    for (int i = 0; i < kMaxInterimAnswers; ++i) {
      Parser parser;
      parser.header_limit(static_cast<std::uint32_t>(settings_.max_head_bytes));
      parser.body_limit(static_cast<std::uint64_t>(settings_.max_body_bytes));
      parser.skip(head_only_);
      parser.eager(true);
      auto done = read_into(parser);
      if (!done) return std::move(done).error();
      const auto status = parser.get().result_int();
      if (status >= 200) return taken(parser);
      if (status == 101) break;
    }
    return unavailable_because("malformed_response", "The answer never began: only interim ones came");
  }

  bool anything_read() const { return anything_read_; }
  // Whether another request may follow on this connection.
  bool reusable() const { return keep_alive_ && buffer_.size() == 0; }

 private:
  Result<void> read_into(Parser& parser) {
    bool hungry = buffer_.size() == 0;
    while (!parser.is_done()) {
      if (hungry) {
        auto filled = fill(parser);
        if (!filled) return filled;
        if (parser.is_done()) break;
      }
      beast::error_code failed;
      buffer_.consume(parser.put(buffer_.data(), failed));
      if (failed && failed != beast::http::error::need_more) return parse_error(failed);
      hungry = failed == beast::http::error::need_more || buffer_.size() == 0;
    }
    return {};
  }

  Result<void> fill(Parser& parser) {
    if (buffer_.max_size() - buffer_.size() < kReadBytes) return parse_error(beast::http::error::buffer_overflow);
    const auto space = buffer_.prepare(kReadBytes);
    const IoResult got = socket_.read({static_cast<char*>(space.data()), space.size()}, deadline_);
    buffer_.commit(got.bytes);
    if (got.status == IoStatus::done) {
      anything_read_ = true;
      return {};
    }
    if (got.status != IoStatus::ended) return io_error(got.status, "reading the answer");
    beast::error_code failed;
    if (parser.got_some()) parser.put_eof(failed);
    return failed || !parser.is_done() ? Result<void>(io_error(IoStatus::lost, "reading the answer")) : Result<void>();
  }

  ClientResponse taken(Parser& parser) {
    keep_alive_ = parser.keep_alive();
    auto message = parser.release();
    ClientResponse response;
    response.status = static_cast<int>(message.result_int());
    for (const auto& field : message) response.headers.emplace_back(field.name_string(), field.value());
    response.body = std::move(message.body());
    return response;
  }

  ClientSocket& socket_;
  const ClientSettings& settings_;
  const bool head_only_;
  const Deadline deadline_;
  beast::flat_buffer buffer_;
  bool anything_read_ = false;
  bool keep_alive_ = false;
};

// A request on its way.
struct Outgoing {
  const ClientRequest& request;
  const Url& url;
  std::string first;       // the head and, when it is short, the body
  std::string_view after;  // else the body
  Deadline deadline;
};

Outgoing outgoing(const ClientRequest& request, const Url& url, std::string head, Deadline deadline) {
  if (request.body.size() > kCopyBytes) return {request, url, std::move(head), request.body, deadline};
  return {request, url, std::move(head.append(request.body)), {}, deadline};
}

struct Attempt {
  Result<ClientResponse> result;
  bool stale = false;  // the connection was gone before anything of the answer came
};

// In the names of OpenTelemetry's conventions.
void describe(telemetry::Span& span, const ClientRequest& request, const Url& url,
              const Result<ClientResponse>& result) {
  if (!span.recording()) return;
  span.set({"http.request.method", to_string(request.method)})
      .set({"server.address", url.origin.host})
      .set({"server.port", url.origin.port})
      .set({"url.full", request.url});
  if (!result) return span.fail(result.error().code);
  span.set({"http.response.status_code", result->status});
  if (result->status >= 400) span.fail(std::to_string(result->status));
}

std::string outcome(const Result<ClientResponse>& result) {
  return result ? format("{}xx", result->status / 100) : result.error().code;
}

}  // namespace

class Client::Impl {
 public:
  Impl(const ClientSettings& settings, std::unique_ptr<TlsTrust> trust, const telemetry::Log& log,
       telemetry::Metrics& metrics, telemetry::Tracer tracer)
      : settings_(settings),
        trust_(std::move(trust)),
        log_(log),
        metrics_(metrics),
        tracer_(tracer),
        pool_(static_cast<std::size_t>(settings.max_idle_per_host),
              std::chrono::milliseconds(settings.idle_timeout_ms)) {}

  Result<ClientResponse> send(ClientRequest request, Deadline deadline) {
    const auto caller = request.trace ? request.trace : telemetry::current_trace();
    for (int redirects = 0;; ++redirects) {
      const auto url = Url::parse(request.url);
      telemetry::Span span(tracer_, to_string(request.method), {.kind = telemetry::SpanKind::client, .parent = caller});
      request.trace = span.context();
      auto head = url ? request_head(request, *url) : std::nullopt;
      if (!head) {
        span.fail("invalid_request");
        return Error{ErrorKind::invalid, "invalid_request", "The address or a header of the request cannot be sent"};
      }
      auto result = send_observed(outgoing(request, *url, *std::move(head), deadline));
      describe(span, request, *url, result);
      if (!result || settings_.max_redirects == 0) return result;
      auto follow = redirected(request, *url, *result);
      if (!follow) return result;
      if (redirects == settings_.max_redirects) {
        return unavailable_because("too_many_redirects", "Redirected too often, last to " + follow->url);
      }
      request = *std::move(follow);
    }
  }

 private:
  Result<ClientResponse> send_observed(const Outgoing& out) {
    const auto began = std::chrono::steady_clock::now();
    auto result = send_once_or_again(out);
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
    metrics_
        .histogram("kontor_http_client_request_seconds", "Time of requests to other servers",
                   telemetry::latency_bounds_seconds(), {{"host", out.url.origin.host}, {"outcome", outcome(result)}})
        .observe(took.count());
    log_.write(result ? telemetry::LogLevel::debug : telemetry::LogLevel::warn, "http_client_request",
               {{"method", to_string(out.request.method)},
                {"url", out.request.url},
                {"outcome", outcome(result)},
                {"detail", result ? std::string_view() : result.error().detail},
                {"duration_ms", took.count() * 1000}});
    return result;
  }

  Result<ClientResponse> send_once_or_again(const Outgoing& out) {
    if (auto kept = pool_.take(out.url.origin.str()); kept && !out.deadline.passed()) {
      Attempt first = attempt(std::move(kept), out);
      if (!first.stale || !may_repeat(out.request)) return std::move(first.result);
      counter("kontor_http_client_stale_retries_total", "Requests repeated because a kept connection was closed",
              out.url.origin)
          .add();
    }
    auto fresh = open(out.url.origin, out.deadline);
    if (!fresh) return std::move(fresh).error();
    return attempt(*std::move(fresh), out).result;
  }

  Result<std::unique_ptr<ClientSocket>> open(const Origin& origin, Deadline deadline) {
    const auto found = resolver_.resolve(origin.host, origin.port, deadline);
    if (found.addresses.empty()) {
      return unavailable_because("connect_failed", format("No connection to {}: {}", origin.str(), found.failure));
    }
    counter("kontor_http_client_connections_total", "Connections opened to other servers", origin).add();
    return ClientSocket::open(origin, found.addresses, *trust_, deadline);
  }

  Attempt attempt(std::unique_ptr<ClientSocket> socket, const Outgoing& out) {
    IoStatus written = socket->write(out.first, out.deadline);
    if (written == IoStatus::done) written = socket->write(out.after, out.deadline);
    if (written == IoStatus::timed_out) return {io_error(written, "sending the request")};
    // A server may refuse a large request and close while it is still being sent: its answer is there to be read.
    AnswerReader reader(*socket, settings_, out.request.method == Method::head, out.deadline);
    auto result = reader.read();
    if (!result) {
      const bool lost = result.error().code == "connection_lost";
      return {std::move(result), lost && !reader.anything_read()};
    }
    if (written == IoStatus::done && reader.reusable()) pool_.give_back(out.url.origin.str(), std::move(socket));
    return {std::move(result)};
  }

  telemetry::Counter& counter(std::string_view name, std::string_view help, const Origin& origin) {
    return metrics_.counter(name, help, {{"host", origin.host}});
  }

  const ClientSettings settings_;
  const std::unique_ptr<TlsTrust> trust_;
  const telemetry::Log& log_;
  telemetry::Metrics& metrics_;
  const telemetry::Tracer tracer_;
  Resolver resolver_;
  ClientPool pool_;
};

Result<std::unique_ptr<Client>> Client::create(const ClientSettings& settings, const telemetry::Log& log,
                                               telemetry::Metrics& metrics, telemetry::Tracer tracer) {
  auto trust = TlsTrust::load(settings.ca_file);
  if (!trust) return std::move(trust).error();
  auto impl = std::make_unique<Impl>(settings, *std::move(trust), log, metrics, tracer);
  return std::unique_ptr<Client>(new Client(std::move(impl)));
}

Client::Client(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Client::~Client() = default;

Result<ClientResponse> Client::send(const ClientRequest& request, Deadline deadline) {
  return impl_->send(request, deadline);
}

}  // namespace kontor::http
