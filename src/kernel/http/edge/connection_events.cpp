#include <array>
#include <boost/asio/post.hpp>
#include <charconv>

#include "kernel/http/edge/connection_waits.hpp"
#include "kernel/http/edge/io_thread.hpp"
#include "kernel/http/later.hpp"
#include "kernel/http/sse.hpp"

namespace kontor::http {

namespace {
constexpr std::string_view kHeartbeat = ":\n\n";

void frame_piece(std::string& out, std::string_view piece, bool is_last, bool in_chunks) {
  if (!in_chunks) {
    out = piece;
    return;
  }
  if (!piece.empty()) {
    std::array<char, 20> size;
    const auto end = std::to_chars(size.data(), size.data() + size.size(), piece.size(), 16).ptr;
    out.append(size.data(), end).append("\r\n").append(piece).append("\r\n");
  }
  if (is_last) out += "0\r\n\r\n";
}
}  // namespace

// The stream, or an answer that comes later, wakes the connection while this lives. A call on its way when it ends
// finds the connection gone.
class Connection::Attachment {
 public:
  template <class Source>
  Attachment(Connection& connection, Source& source) : detach_([&source] { source.detach(); }) {
    *connection_ = &connection;
    asio::io_context& context = connection.thread_.context();
    source.attach([&context, target = std::weak_ptr<Connection*>(connection_)] {
      asio::post(context, [target] {
        if (const auto alive = target.lock()) (*alive)->wake();
      });
    });
  }
  ~Attachment() { detach_(); }

 private:
  std::function<void()> detach_;
  std::shared_ptr<Connection*> connection_ = std::make_shared<Connection*>(nullptr);
};

// Sends what the stream brings until one side ends it: the producer, the client, or the server that stops.
Task Connection::send_events() {
  const std::shared_ptr<EventStream> events = exchange_.response.stream;
  bool sent = true;
  {
    const Attachment attachment(*this, *events);
    bool goes_on = true;
    while (goes_on && sent && !client_gone_ && !edge_.draining) {
      if (!watching_) watch_client();
      head_.clear();
      goes_on = events->take(head_);
      if (head_.empty() && goes_on) {
        enter(Phase::stream, static_cast<int>(events->heartbeat().count()));
        Wake waking(*this);
        co_await waking;
        if (expired_) head_ = kHeartbeat;
      }
      pending_ = {asio::buffer(head_), asio::const_buffer()};
      Task sending = send_pending();
      sent = co_await sending;
    }
  }
  const bool is_there = sent && !client_gone_;  // ending the watch looks like the client leaving
  Task ending = end_watch();
  co_await ending;
  co_return is_there;
}

// Sends a body piece by piece. Where one cannot be made, the connection ends without the last chunk.
Task Connection::send_pieces() {
  for (piece_ = Piece::more; piece_ == Piece::more;) {
    piece_bytes_.clear();
    deadline_ = TimePoint::max();
    Work work(*this);
    const WorkerPool::Entry entry = co_await work;
    if (!entry.accepted()) piece_ = Piece::failed;
    if (piece_ == Piece::failed) break;
    head_.clear();
    frame_piece(head_, piece_bytes_, piece_ == Piece::last, framing_.http_1_1);
    pending_ = {asio::buffer(head_), asio::const_buffer()};
    Task sending = send_pending();
    if (!co_await sending) piece_ = Piece::failed;
  }
  co_return std::exchange(piece_, Piece::none) == Piece::last;
}

// On a worker, while the connection waits.
void Connection::make_piece() noexcept {
  try {
    const auto more = exchange_.response.source(piece_bytes_);
    piece_ = !more ? Piece::failed : *more ? Piece::more : Piece::last;
  } catch (const std::exception& error) {
    edge_.log.error("body_failed", {{"reason", error.what()}});
    piece_ = Piece::failed;
  }
}

// Until the answer is there. One that is not holds no worker: the next attempt is made when it is complete, when it was
// waited for long enough, or when the server stops.
Task Connection::work_on() {
  for (;;) {
    Work work(*this);
    const WorkerPool::Entry entry = co_await work;
    if (!entry.accepted()) turn_away(entry);
    if (!exchange_.response.later) co_return true;
    Task waiting = wait_for_answer();
    co_await waiting;
  }
}

Task Connection::wait_for_answer() {
  const std::shared_ptr<Later> later = exchange_.response.later;
  {
    const Attachment attachment(*this, *later);
    enter(Phase::later, static_cast<int>(later->deadline().remaining().count()));
    while (!expired_ && !later->is_complete() && !edge_.draining) {
      Wake waking(*this);
      co_await waking;
    }
  }
  deadline_ = TimePoint::max();
  co_return true;
}

// Reads on while events are sent, only to learn when the client leaves; what it says is dropped.
void Connection::watch_client() {
  watching_ = true;
  const std::span<char> room = input_.room();
  stream_.read_some(asio::buffer(room.data(), room.size()), [this](error_code error, std::size_t) {
    watching_ = false;
    client_gone_ = client_gone_ || error.failed();
    wake();
  });
}

Task Connection::end_watch() {
  if (watching_) stream_.cancel();
  while (watching_) {
    Wake waking(*this);
    co_await waking;
  }
  co_return true;
}

void Connection::wake() {
  woken_ = true;
  if (waiting_for_wake_) std::exchange(waiting_for_wake_, nullptr).resume();
}

}  // namespace kontor::http
