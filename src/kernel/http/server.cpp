#include "kernel/http/server.hpp"

#include <algorithm>
#include <boost/asio/ip/v6_only.hpp>
#include <boost/asio/post.hpp>

#include "kernel/core/format.hpp"
#include "kernel/http/edge/io_thread.hpp"
#include "kernel/http/edge/listen_address.hpp"
#include "kernel/http/edge/response_head.hpp"
#include "kernel/http/edge/tls.hpp"

namespace kontor::http {

namespace {

constexpr std::chrono::milliseconds kAcceptPause{100};
constexpr std::size_t kMaxRequestLineBytes = 8192;

HeadLimits head_limits(const HttpSettings& settings) {
  const auto head_bytes = static_cast<std::size_t>(settings.max_header_bytes);
  return {head_bytes, std::min(head_bytes, kMaxRequestLineBytes), static_cast<std::size_t>(settings.max_header_fields)};
}

Error cannot_listen(const std::string& where, const error_code& error) {
  std::string_view advice = "check http.listen";
  if (error == asio::error::address_in_use)
    advice = "stop the program that has it, or choose another port in http.listen";
  if (error == asio::error::access_denied)
    advice = "choose a port from 1024 on in http.listen, or grant CAP_NET_BIND_SERVICE";
  if (error == boost::system::errc::address_not_available) advice = "http.listen must be an address of this machine";
  return {ErrorKind::unavailable, "cannot_listen",
          format("Cannot listen on {}: {}; {}.", where, error.message(), advice)};
}

Result<tcp::endpoint> resolve(const ListenAddress& address, const std::string& where) {
  error_code error;
  if (address.host.empty()) return tcp::endpoint(tcp::v6(), address.port);
  const auto literal = asio::ip::make_address(address.host, error);
  if (!error) return tcp::endpoint(literal, address.port);
  asio::io_context context;
  tcp::resolver resolver(context);
  const auto found = resolver.resolve(address.host, std::to_string(address.port), tcp::resolver::passive, error);
  if (error || found.empty()) return cannot_listen(where, error);
  // `localhost` is both ::1 and 127.0.0.1; most clients try the latter at least.
  const auto ipv4 = std::ranges::find_if(found, [](const auto& one) { return one.endpoint().address().is_v4(); });
  return (ipv4 != found.end() ? ipv4 : found.begin())->endpoint();
}

error_code open_and_listen(tcp::acceptor& acceptor, const tcp::endpoint& endpoint) {
  error_code error;
  acceptor.open(endpoint.protocol(), error);
  if (!error) acceptor.set_option(tcp::acceptor::reuse_address(true), error);
  if (!error && endpoint.address() == asio::ip::address_v6::any()) acceptor.set_option(asio::ip::v6_only(false), error);
  if (!error) acceptor.bind(endpoint, error);
  if (!error) acceptor.listen(tcp::acceptor::max_listen_connections, error);
  if (error) {
    error_code ignored;
    acceptor.close(ignored);
  }
  return error;
}

std::string url_of(const tcp::endpoint& endpoint, bool secure) {
  const auto address = endpoint.address();
  const std::string text = address.is_unspecified() ? "127.0.0.1" : address.to_string();
  const bool bracketed = address.is_v6() && !address.is_unspecified();
  return format("{}://{}{}{}:{}", secure ? "https" : "http", bracketed ? "[" : "", text, bracketed ? "]" : "",
                endpoint.port());
}

}  // namespace

class Server::Impl {
 public:
  Impl(const HttpSettings& settings, Handler& handler, const telemetry::Log& log, telemetry::Metrics& metrics,
       std::shared_ptr<asio::ssl::context> tls);
  ~Impl();

  Result<void> listen();
  std::string url() const { return url_; }
  void start();
  void stop(Deadline deadline);

 private:
  void accept_next();
  void accepted(const error_code& error, tcp::socket socket, IoThread& thread);
  void turn_away(tcp::socket socket);

  const HttpSettings settings_;
  EdgeMetrics metrics_;
  OpenConnections open_;
  std::shared_ptr<asio::ssl::context> tls_;
  WorkerPools workers_;
  Edge edge_;
  std::vector<std::unique_ptr<IoThread>> threads_;
  std::unique_ptr<tcp::acceptor> acceptor_;  // on the first thread
  std::unique_ptr<asio::steady_timer> accept_pause_;
  std::size_t next_thread_ = 0;
  std::string url_;
  std::mutex stopping_;
};

Server::Impl::Impl(const HttpSettings& settings, Handler& handler, const telemetry::Log& log,
                   telemetry::Metrics& metrics, std::shared_ptr<asio::ssl::context> tls)
    : settings_(settings),
      metrics_(metrics),
      open_(metrics_.connections),
      tls_(std::move(tls)),
      workers_(settings, metrics),
      edge_{settings_, head_limits(settings_), handler, log, metrics_, workers_, tls_.get()} {
  for (int i = 0; i < settings_.io_threads; ++i) threads_.push_back(std::make_unique<IoThread>(edge_, open_));
  acceptor_ = std::make_unique<tcp::acceptor>(threads_.front()->context());
  accept_pause_ = std::make_unique<asio::steady_timer>(threads_.front()->context());
}

Server::Impl::~Impl() {
  stop(Deadline::after(std::chrono::milliseconds(0)));
  workers_.stop();  // before the connections, whose requests they may still run
}

Result<void> Server::Impl::listen() {
  auto address = ListenAddress::parse(settings_.listen);
  if (!address) return std::move(address).error();
  auto endpoint = resolve(*address, settings_.listen);
  if (!endpoint) return std::move(endpoint).error();
  error_code error = open_and_listen(*acceptor_, *endpoint);
  if (error == asio::error::address_family_not_supported && address->host.empty()) {
    error = open_and_listen(*acceptor_, tcp::endpoint(tcp::v4(), address->port));
  }
  if (error) return cannot_listen(settings_.listen, error);
  url_ = url_of(acceptor_->local_endpoint(), tls_ != nullptr);
  return {};
}

void Server::Impl::start() {
  accept_next();
  for (const auto& thread : threads_) thread->start();
}

void Server::Impl::stop(Deadline deadline) {
  const std::lock_guard lock(stopping_);
  edge_.draining = true;
  asio::post(threads_.front()->context(), [this] {
    error_code ignored;
    acceptor_->close(ignored);
    accept_pause_->cancel();
  });
  for (const auto& thread : threads_) thread->drain();
  open_.wait_for_none(deadline);
  workers_.close();
  for (const auto& thread : threads_) thread->stop();
}

void Server::Impl::accept_next() {
  IoThread& thread = *threads_[next_thread_++ % threads_.size()];
  acceptor_->async_accept(thread.context(), [this, &thread](const error_code& error, tcp::socket socket) {
    accepted(error, std::move(socket), thread);
  });
}

void Server::Impl::accepted(const error_code& error, tcp::socket socket, IoThread& thread) {
  if (!acceptor_->is_open()) return;
  if (error && error != asio::error::connection_aborted) {  // no descriptors, no memory: trying on would only spin
    edge_.log.warn("accept_failed", {{"reason", error.message()}});
    accept_pause_->expires_after(kAcceptPause);
    accept_pause_->async_wait([this](const error_code& cancelled) {
      if (!cancelled) accept_next();
    });
    return;
  }
  if (!error && open_.add(static_cast<std::size_t>(settings_.max_connections))) {
    metrics_.connections_total.add();
    asio::post(thread.context(),
               [&thread, accepted = std::move(socket)]() mutable { thread.adopt(std::move(accepted)); });
  } else if (!error) {
    turn_away(std::move(socket));
  }
  accept_next();
}

// Never waits for the client: what the socket does not take at once is lost. Over TLS there is only the close.
void Server::Impl::turn_away(tcp::socket socket) {
  metrics_.refused("too_many_connections");
  if (tls_) return;
  const std::string peer = address_of(socket);
  Exchange exchange;
  exchange.request.peer_address = peer;
  exchange.started = std::chrono::steady_clock::now();
  edge_.handler.refuse(exchange, unavailable("There are too many connections."));
  std::string answer;
  write_response_head(answer, exchange.response, {.http_1_1 = true, .keep_alive = false}, http_date());
  answer += exchange.response.bytes();
  error_code ignored;
  socket.non_blocking(true, ignored);
  const std::size_t sent = socket.write_some(asio::buffer(answer), ignored);
  socket.shutdown(tcp::socket::shutdown_send, ignored);
  std::array<char, 4096> unread;
  socket.read_some(asio::buffer(unread), ignored);  // a request left unread would turn the close into a reset
  edge_.handler.finished(exchange, sent);
}

Result<std::unique_ptr<Server>> Server::listen(const HttpSettings& settings, Handler& handler,
                                               const telemetry::Log& log, telemetry::Metrics& metrics) {
  std::shared_ptr<asio::ssl::context> tls;
  if (!settings.tls_certificate.empty() || !settings.tls_key.empty()) {
    auto made = make_tls_context(settings.tls_certificate, settings.tls_key);
    if (!made) return std::move(made).error();
    tls = *std::move(made);
  }
  auto impl = std::make_unique<Impl>(settings, handler, log, metrics, std::move(tls));
  if (auto listening = impl->listen(); !listening) return std::move(listening).error();
  return std::unique_ptr<Server>(new Server(std::move(impl)));
}

Server::Server(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Server::~Server() = default;

std::string Server::url() const {
  return impl_->url();
}

void Server::start() {
  impl_->start();
}

void Server::stop(Deadline deadline) {
  impl_->stop(deadline);
}

}  // namespace kontor::http
