#include "kernel/http/fake_handler.hpp"

#include <sys/resource.h>

#include <charconv>
#include <sstream>
#include <stdexcept>
#include <thread>

#include "kernel/core/text.hpp"

namespace kontor::http {

namespace {

int number_after(std::string_view path, std::string_view prefix) {
  return static_cast<int>(text::parse_int(path.substr(prefix.size())).value_or(0));
}

// Its id, and how nice it is.
std::string thread_name() {
  std::ostringstream name;
  name << std::this_thread::get_id() << ' ' << getpriority(PRIO_PROCESS, 0);
  return name.str();
}

}  // namespace

Result<std::size_t> FakeHandler::body_limit(const Request& head, std::size_t standard) const {
  if (head.path == "/upload") return std::size_t{3'000'000};
  if (head.path == "/members/upload") return Error{ErrorKind::unauthenticated, "unauthenticated", "Who are you?"};
  return standard;
}

bool FakeHandler::begin(Exchange& exchange) {
  const std::string_view path = exchange.request.path;
  for (std::size_t i = 0; i < kPriorities; ++i) {
    if (exchange.request.query == kPriorityNames[i]) exchange.priority = static_cast<Priority>(i);
  }
  if (path.starts_with("/heavy/")) exchange.lane = Lane::heavy;
  if (path.starts_with("/slow/") || path.starts_with("/heavy/") || path == "/block") return false;
  answer(exchange);
  return true;
}

void FakeHandler::work(Exchange& exchange) {
  if (exchange.request.path.ends_with("/block")) block(exchange.deadline);
  answer(exchange);
}

void FakeHandler::block(Deadline deadline) {
  std::unique_lock lock(mutex_);
  ++blocked_;
  changed_.notify_all();
  changed_.wait_until(lock, deadline.moment(), [this] { return released_; });
}

void FakeHandler::hear(WebSocket& socket, std::string_view text) {
  if (text == "throw") throw std::runtime_error("said so");
  if (text == "block") block(Deadline::after(std::chrono::seconds(30)));
  if (text == "bye") return socket.close(4000, "as you say");
  socket.send(text);
}

void FakeHandler::accept(Exchange& exchange) {
  WebSocketLimits limits;
  if (exchange.request.path == "/ws/lively") limits.heartbeat = std::chrono::milliseconds(300);
  websocket_ =
      std::make_shared<WebSocket>([this](WebSocket& socket, std::string_view text) { hear(socket, text); }, limits);
  const std::vector<std::string> friends = {"https://friend.example"};
  auto accepted = accept_websocket(exchange.request, websocket_, friends);
  exchange.response = accepted ? *std::move(accepted) : problem(accepted.error(), "");
}

std::shared_ptr<WebSocket> FakeHandler::websocket() const {
  const std::lock_guard lock(mutex_);
  return websocket_;
}

std::shared_ptr<EventStream> FakeHandler::stream() const {
  const std::lock_guard lock(mutex_);
  return stream_;
}

void FakeHandler::answer(Exchange& exchange) {
  const Request& request = exchange.request;
  exchange.response.body =
      std::string(request.method_name) + " " + std::string(request.path) + " " + std::string(request.body);
  if (request.path.starts_with("/large/")) exchange.response.body.assign(number_after(request.path, "/large/"), 'x');
  if (request.path.starts_with("/status/")) exchange.response.status = number_after(request.path, "/status/");
  if (request.path.starts_with("/pieces/")) {
    exchange.response.body.clear();
    exchange.response.source = pieces(number_after(request.path, "/pieces/"), request.query == "broken");
  }
  if (request.path == "/close") exchange.response.close = true;
  if (request.path == "/split") exchange.response.headers.emplace_back("X-Split", "a\r\nX-Forged: b");
  if (request.path == "/who")
    exchange.response.body = std::string(request.peer_address) + (request.secure ? " tls" : "");
  if (request.path.ends_with("/thread")) exchange.response.body = thread_name();
  const std::lock_guard lock(mutex_);
  if (request.path == "/events") {
    stream_ = std::make_shared<EventStream>(EventStream::kMaxQueuedBytes, std::chrono::milliseconds(300));
    stream_->push({"", "hello", request.header("Last-Event-ID")});
    exchange.response = event_stream(stream_);
  }
  if (request.path.starts_with("/ws")) accept(exchange);
  served_.push_back(std::string(request.path));
}

BodySource FakeHandler::pieces(int count, bool broken) {
  return [this, left = count, broken](std::string& piece) mutable -> Result<bool> {
    ++pieces_made_;
    --left;
    if (broken && left == 0) return not_found("rest");
    piece.assign(64 << 10, 'p');
    return left > 0;
  };
}

void FakeHandler::refuse(Exchange& exchange, const Error& error) {
  exchange.response = problem(error, "");
  exchange.response.body = error.code;
}

void FakeHandler::finished(const Exchange&, std::size_t) {
  ++finished_;
}

void FakeHandler::release() {
  const std::lock_guard lock(mutex_);
  released_ = true;
  changed_.notify_all();
}

bool FakeHandler::wait_until_blocked(int count) {
  std::unique_lock lock(mutex_);
  return changed_.wait_for(lock, std::chrono::seconds(10), [&] { return blocked_ >= count; });
}

std::vector<std::string> FakeHandler::served() const {
  const std::lock_guard lock(mutex_);
  return served_;
}

HttpSettings TestServer::quick_settings() {
  HttpSettings settings;
  settings.listen = "127.0.0.1:0";
  settings.workers = 2;
  settings.worker_queue = 2;
  settings.shed_target_ms = 0;
  return settings;
}

TestServer::TestServer(HttpSettings settings) : log(telemetry::LogSettings{.level = telemetry::LogLevel::off}) {
  auto listening = Server::listen(settings, handler, log, metrics);
  if (!listening) throw std::runtime_error(listening.error().detail);
  server = *std::move(listening);
  server->start();
}

TestServer::~TestServer() {
  handler.release();
}

int TestServer::port() const {
  const std::string url = server->url();
  return static_cast<int>(*text::parse_int(std::string_view(url).substr(url.rfind(':') + 1)));
}

std::int64_t TestServer::refused(const std::string& reason) {
  return static_cast<std::int64_t>(
      metrics.counter("kontor_http_refused_total", "Requests that the edge refused, by reason.", {{"reason", reason}})
          .value());
}

std::int64_t TestServer::queued(Lane lane) {
  return metrics
      .gauge("kontor_http_worker_queue", "Requests that wait for a worker, by lane.",
             {{"lane", std::string(name_of(lane))}})
      .value();
}

std::int64_t TestServer::busy(Lane lane) {
  return metrics
      .gauge("kontor_http_workers_busy", "Workers that run a request, by lane.", {{"lane", std::string(name_of(lane))}})
      .value();
}

std::int64_t TestServer::connections() {
  return metrics.gauge("kontor_http_connections", "Open connections.").value();
}

}  // namespace kontor::http
