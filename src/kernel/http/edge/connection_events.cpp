#include <boost/asio/post.hpp>

#include "kernel/http/edge/connection_waits.hpp"
#include "kernel/http/edge/io_thread.hpp"
#include "kernel/http/sse.hpp"

namespace kontor::http {

namespace {
constexpr std::string_view kHeartbeat = ":\n\n";
}

// The stream wakes the connection while this lives. A call on its way when it ends finds the connection gone.
class Connection::Attachment {
 public:
  Attachment(Connection& connection, EventStream& stream) : stream_(stream) {
    asio::io_context& context = connection.thread_.context();
    stream_.attach([&context, target = std::weak_ptr<Connection*>(connection_)] {
      asio::post(context, [target] {
        if (const auto alive = target.lock()) (*alive)->wake();
      });
    });
    *connection_ = &connection;
  }
  ~Attachment() { stream_.detach(); }

 private:
  EventStream& stream_;
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
