#include <boost/asio/post.hpp>

#include "kernel/http/edge/connection_waits.hpp"
#include "kernel/http/edge/io_thread.hpp"
#include "kernel/http/edge/websocket_frames.hpp"
#include "kernel/http/websocket.hpp"

namespace kontor::http {

namespace {
constexpr std::chrono::milliseconds kFarewell{2000};
constexpr std::chrono::milliseconds kFarewellWhileDraining{300};
}  // namespace

// What goes on over one WebSocket. On the I/O thread, but for run(), which is the worker's while a message is
// delivered.
class Connection::Talk final : public WorkerPool::Job {
 public:
  Talk(Connection& connection, WebSocket& socket);
  ~Talk() override;

  // Does all that needs no waiting; what is to be sent is then in the connection's head_.
  void advance();
  void begin_waiting();
  bool is_over() const { return over_; }
  bool is_delivering() const { return delivering_; }
  bool is_silent() const { return silent_; }  // gave no sign of life
  bool is_lost() const { return lost_; }      // closed at once, without a farewell

  void run() override;

 private:
  void attach();
  void read_frames();
  void handle(FrameReader::Event event);
  void take_outgoing();
  void check_patience();
  void deliver();
  void delivered();
  void keep_reading();
  void received(error_code error, std::size_t bytes);
  void close_last(std::uint16_t code);
  void be_patient(std::chrono::milliseconds time) { patience_ends_ = TimePoint::clock::now() + time; }
  void lose();

  Connection& connection_;
  WebSocket& socket_;
  FrameReader reader_;
  std::shared_ptr<Talk*> self_ = std::make_shared<Talk*>(this);

  TimePoint patience_ends_;      // with a silent client
  bool asked_for_life_ = false;  // a ping is on its way
  bool has_message_ = false;     // the reader's: nothing more is read until it is delivered
  bool delivering_ = false;      // by a worker
  bool closing_ = false;         // our close is sent, the client's is waited for
  bool over_ = false;
  bool lost_ = false;
  bool silent_ = false;
};

Connection::Talk::Talk(Connection& connection, WebSocket& socket)
    : connection_(connection), socket_(socket), reader_(socket.limits().max_message_bytes) {
  be_patient(socket_.limits().heartbeat);
  connection_.edge_.metrics.websockets.add(1);
  attach();
}

Connection::Talk::~Talk() {
  socket_.detach();
  connection_.edge_.metrics.websockets.add(-1);
}

// A call on its way when the talk ends finds it gone.
void Connection::Talk::attach() {
  asio::io_context& context = connection_.thread_.context();
  socket_.attach([&context, target = std::weak_ptr<Talk*>(self_)] {
    asio::post(context, [target] {
      const auto alive = target.lock();
      if (!alive) return;
      Connection& connection = (*alive)->connection_;
      // Who does not read would keep what is being sent waiting.
      if (connection.phase_ == Phase::answer && (*alive)->socket_.is_dropped()) connection.stream_.cancel();
      connection.wake();
    });
  });
}

void Connection::Talk::advance() {
  if (connection_.client_gone_) lose();
  if (connection_.edge_.draining) socket_.close(close_code::kGoingAway, "The server stops.");
  read_frames();
  take_outgoing();
  check_patience();
  deliver();
  keep_reading();
}

void Connection::Talk::read_frames() {
  InputBuffer& input = connection_.input_;
  while (!over_ && !has_message_ && !input.unread().empty()) {
    std::size_t used = 0;
    const auto event = reader_.read(input.unread(), used);
    input.used(used);
    handle(event);
  }
}

void Connection::Talk::handle(FrameReader::Event event) {
  switch (event) {
    case FrameReader::Event::more:
    case FrameReader::Event::pong:
      break;
    case FrameReader::Event::message:
      has_message_ = !closing_;
      break;
    case FrameReader::Event::ping:
      if (!closing_) write_frame(connection_.head_, Opcode::pong, reader_.control());
      break;
    case FrameReader::Event::close:
    case FrameReader::Event::failed:
      close_last(reader_.code());
      break;
  }
}

// The client will not listen to anything else.
void Connection::Talk::close_last(std::uint16_t code) {
  socket_.detach();
  if (!closing_) write_close(connection_.head_, code, {});
  over_ = true;
}

void Connection::Talk::take_outgoing() {
  if (over_ || closing_) return;
  closing_ = !socket_.take(connection_.head_);
  if (!closing_) return;
  if (socket_.is_dropped()) return lose();
  be_patient(connection_.edge_.draining ? kFarewellWhileDraining : kFarewell);
  if (!delivering_) has_message_ = false;
}

void Connection::Talk::check_patience() {
  if (over_ || has_message_ || TimePoint::clock::now() < patience_ends_) return;
  if (closing_) {
    over_ = true;
  } else if (asked_for_life_) {
    silent_ = true;
    lose();
  } else {
    asked_for_life_ = true;
    write_frame(connection_.head_, Opcode::ping, {});
    be_patient(socket_.limits().heartbeat);
  }
}

// When no worker takes it the next sweep tries again.
void Connection::Talk::deliver() {
  if (over_ || !has_message_ || delivering_) return;
  const auto priority = connection_.exchange_.priority;
  delivering_ = connection_.edge_.workers.of(Lane::standard).submit(*this, priority).accepted();
}

void Connection::Talk::run() {
  const telemetry::LogScope scope(connection_.exchange_.request_id, connection_.exchange_.trace.trace());
  try {
    socket_.deliver(reader_.message());
  } catch (const std::exception& error) {
    connection_.edge_.log.error("websocket_failed", {{"reason", error.what()}});
    socket_.close(close_code::kInternalError, {});
  }
  asio::post(connection_.thread_.context(), [this] { delivered(); });
}

void Connection::Talk::delivered() {
  reader_.release_message();
  has_message_ = delivering_ = false;
  if (!closing_) be_patient(socket_.limits().heartbeat);
  connection_.wake();
}

void Connection::Talk::keep_reading() {
  if (over_ || has_message_ || connection_.watching_) return;
  connection_.watching_ = true;
  const std::span<char> room = connection_.input_.room();
  connection_.stream_.read_some(asio::buffer(room.data(), room.size()),
                                [this](error_code error, std::size_t bytes) { received(error, bytes); });
}

void Connection::Talk::received(error_code error, std::size_t bytes) {
  connection_.watching_ = false;
  connection_.client_gone_ = connection_.client_gone_ || error.failed();
  connection_.input_.received(bytes);
  if (!closing_) be_patient(socket_.limits().heartbeat);
  asked_for_life_ = false;
  connection_.wake();
}

void Connection::Talk::begin_waiting() {
  connection_.phase_ = Phase::stream;
  connection_.expired_ = false;
  if (!has_message_) {
    connection_.deadline_ = patience_ends_;
  } else {
    connection_.deadline_ = delivering_ ? TimePoint::max() : TimePoint::min();
  }
}

void Connection::Talk::lose() {
  over_ = lost_ = true;
  connection_.head_.clear();
}

// Until both sides have said goodbye, or one of them is lost.
Task Connection::converse() {
  const std::shared_ptr<WebSocket> socket = exchange_.response.websocket;
  Talk talk(*this, *socket);
  bool sent = true;
  while (sent && !talk.is_over()) {
    head_.clear();
    talk.advance();
    if (head_.empty() && !talk.is_over()) {
      talk.begin_waiting();
      Wake waking(*this);
      co_await waking;
    } else {
      pending_ = {asio::buffer(head_), asio::const_buffer()};
      Task sending = send_pending();
      sent = co_await sending;
    }
  }
  if (talk.is_silent() || socket->is_dropped() || (!sent && expired_)) edge_.metrics.websockets_dropped.add();
  socket->detach();
  Task ending = end_watch();
  co_await ending;
  while (talk.is_delivering()) {
    Wake waking(*this);
    co_await waking;
  }
  co_return sent && !talk.is_lost();
}

}  // namespace kontor::http
