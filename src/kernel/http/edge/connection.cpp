#include "kernel/http/edge/connection.hpp"

#include <algorithm>
#include <boost/asio/post.hpp>

#include "kernel/http/edge/connection_waits.hpp"
#include "kernel/http/edge/io_thread.hpp"
#include "kernel/http/edge/response_head.hpp"
#include "kernel/http/sse.hpp"
#include "kernel/http/websocket.hpp"

namespace kontor::http {

namespace {

constexpr std::size_t kKeptBodyBytes = 64 << 10;
constexpr std::size_t kTlsRecordBytes = 16 << 10;
constexpr std::size_t kDrainBytes = 256 << 10;
constexpr int kFarewellMs = 2000;
constexpr int kFarewellWhileDrainingMs = 300;

}  // namespace

std::string address_of(const tcp::socket& socket) {
  error_code error;
  const auto address = socket.remote_endpoint(error).address();
  if (address.is_v6() && address.to_v6().is_v4_mapped()) {
    return asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6()).to_string();
  }
  return error ? std::string() : address.to_string();
}

Connection::Connection(Edge& edge, IoThread& thread, tcp::socket socket)
    : edge_(edge),
      thread_(thread),
      stream_(std::move(socket), edge.tls),
      peer_address_(address_of(stream_.socket())),
      input_(edge.head_limits.head_bytes) {}

Connection::~Connection() {
  if (life_) life_.destroy();
}

void Connection::start() {
  life_ = live().handle();
  life_.resume();
}

void Connection::check_deadline(TimePoint now) {
  if (now < deadline_) return;
  expired_ = true;
  deadline_ = TimePoint::max();
  waits_to_be_woken() ? wake() : stream_.cancel();
}

void Connection::drain() {
  if (phase_ == Phase::idle || phase_ == Phase::farewell) stream_.cancel();
  if (waits_to_be_woken()) wake();  // which may end this connection
}

void Connection::close() {
  stream_.close();
}

void Connection::run() {
  if (spool_ && spool_->is_writing) {
    write_spool();
  } else {
    piece_ == Piece::none ? edge_.handler.work(exchange_) : make_piece();
  }
  asio::post(thread_.context(), [this] { waiting_for_work_.resume(); });
}

void Connection::enter(Phase phase, int timeout_ms) {
  phase_ = phase;
  expired_ = false;
  deadline_ = TimePoint::clock::now() + std::chrono::milliseconds(timeout_ms);
}

Life Connection::live() {
  try {
    Task serving = serve();
    if (co_await serving) {
      Task farewell = say_goodbye();
      co_await farewell;
    }
  } catch (const std::exception& error) {
    edge_.log.error("connection_failed", {{"reason", error.what()}});
  }
  life_ = nullptr;  // this coroutine frees itself
  thread_.remove(*this);
}

Task Connection::serve() {
  if (stream_.secure()) {
    enter(Phase::handshake, edge_.settings.header_timeout_ms);
    Handshake shaking_hands(*this);
    if (!co_await shaking_hands) co_return false;
  }
  do {
    Task serving = serve_request();
    if (!co_await serving) co_return false;
  } while (keep_alive_);
  co_return true;
}

Task Connection::serve_request() {
  Task receiving = receive_request();
  if (!co_await receiving) co_return false;
  deadline_ = TimePoint::max();
  if (!refused_ && !edge_.handler.begin(exchange_)) {
    Task working = work_on();
    co_await working;
  }
  prepare_answer();
  bool sent = send_now();
  if (!sent) {
    Task sending = send_pending();
    sent = co_await sending;
  }
  if (sent && exchange_.response.stream && exchange_.request.method != Method::head) {
    Task streaming = send_events();
    sent = co_await streaming;
  }
  if (sent && exchange_.response.source && exchange_.request.method != Method::head) {
    Task sending = send_pieces();
    sent = co_await sending;
  }
  if (sent && exchange_.response.websocket) {
    Task conversing = converse();
    sent = co_await conversing;
  }
  end_exchange();
  co_return sent;
}

void Connection::refuse(const Error& error) {
  refused_ = true;
  begin_exchange();
  edge_.metrics.refused(error.code);
  edge_.handler.refuse(exchange_, error);
}

void Connection::refuse(std::string_view code, std::string_view detail) {
  refuse(Error{ErrorKind::invalid, std::string(code), std::string(detail)});
}

void Connection::turn_away(const WorkerPool::Entry& why) {
  turned_away_ = true;
  edge_.metrics.refused(why.outcome == WorkerPool::Entry::Outcome::shed ? "shed" : "unavailable");
  edge_.handler.refuse(exchange_, unavailable("There is more to do than can be done; please come back a little later.",
                                              why.retry_after_seconds));
}

void Connection::prepare_answer() {
  const Response& response = exchange_.response;
  keep_alive_ =
      framing_.keep_alive && !refused_ && !response.close && !response.stream && !response.websocket && !edge_.draining;
  if (response.source && !framing_.http_1_1) keep_alive_ = false;
  const AnswerFraming framing{framing_.http_1_1 || refused_, keep_alive_};
  head_.clear();
  write_response_head(head_, response, framing, thread_.date());
  const bool body_follows = has_body(response.status) && exchange_.request.method != Method::head;
  std::string_view body = body_follows ? response.bytes() : std::string_view();
  if (stream_.secure() && head_.size() + body.size() <= kTlsRecordBytes) {
    head_ += body;
    body = {};
  }
  pending_ = {asio::buffer(head_), asio::buffer(body)};
  bytes_sent_ = 0;
}

// Most answers fit into the socket's buffer: no waiting, no trip through the event loop.
bool Connection::send_now() {
  if (stream_.secure()) return false;
  error_code error;
  sent(stream_.write_now(pending_, error));
  return pending_[0].size() + pending_[1].size() == 0;
}

Task Connection::send_pending() {
  while (pending_[0].size() + pending_[1].size() > 0) {
    enter(Phase::answer, edge_.settings.write_timeout_ms);
    Send sending(*this);
    if (!co_await sending) co_return false;
    sent(sending.bytes());
  }
  co_return true;
}

void Connection::sent(std::size_t bytes) {
  bytes_sent_ += bytes;
  const std::size_t of_first = std::min(bytes, pending_[0].size());
  pending_[0] += of_first;
  pending_[1] += bytes - of_first;
}

void Connection::begin_exchange() {
  exchange_.request.peer_address = peer_address_;
  exchange_.request.secure = stream_.secure();
  exchange_.started = TimePoint::clock::now();
  exchange_.deadline = Deadline::at(exchange_.started + std::chrono::milliseconds(edge_.settings.request_timeout_ms));
}

void Connection::end_exchange() {
  if (exchange_.response.stream) exchange_.response.stream->detach();
  if (exchange_.response.websocket) exchange_.response.websocket->detach();
  if (turned_away_) {
    const std::chrono::duration<double> taken = TimePoint::clock::now() - exchange_.started;
    edge_.metrics.turned_away(exchange_.priority, taken.count());
  }
  turned_away_ = false;
  edge_.handler.finished(exchange_, bytes_sent_);
  exchange_.reset();
  spool_.reset();
  body_.clear();
  if (body_.capacity() > kKeptBodyBytes) body_.shrink_to_fit();
  input_.unpin();
}

// Closing with bytes of the client unread would reset the connection and destroy the answer on its way: says that
// nothing more comes, then reads on for a bounded while.
Task Connection::say_goodbye() {
  enter(Phase::farewell, edge_.draining ? kFarewellWhileDrainingMs : kFarewellMs);
  if (stream_.secure()) {
    Goodbye goodbye(*this);
    co_return co_await goodbye;
  }
  error_code ignored;
  stream_.socket().shutdown(tcp::socket::shutdown_send, ignored);
  for (std::size_t drained = 0; drained < kDrainBytes;) {
    input_.used(input_.unread().size());
    Receive receiving(*this, input_.room());
    if (!co_await receiving) break;
    input_.received(receiving.bytes());
    drained += receiving.bytes();
  }
  co_return true;
}

}  // namespace kontor::http
