#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "kernel/http/response.hpp"

namespace kontor::http {

struct StreamEvent {
  std::string_view id;    // what a client sends as Last-Event-ID when it comes back; empty: none
  std::string_view name;  // empty: "message"
  std::string_view data;  // any lines
};

// Server-sent events for one client (text/event-stream). A handler makes one, keeps it where events come from, and
// answers with event_stream(); no worker is held. Safe from any thread; nothing blocks.
class EventStream {
 public:
  static constexpr std::size_t kMaxQueuedBytes = 64 << 10;

  explicit EventStream(std::size_t max_queued_bytes = kMaxQueuedBytes,
                       std::chrono::milliseconds heartbeat = std::chrono::seconds(15));

  // False: the stream is over, because the client left, the server stops, close() was called, or the client was so slow
  // that this event found the queue full, which ends its stream: it comes back with Last-Event-ID.
  bool push(const StreamEvent& event);
  void close();  // after what is queued
  bool is_open() const;

  // For the edge. `wake` is called, from any thread, when there is something to take; not again before the next take().
  void attach(std::function<void()> wake);
  void detach();  // waits for a call of `wake` that is going on
  // Appends what is queued. False: nothing will follow.
  bool take(std::string& out);
  std::chrono::milliseconds heartbeat() const { return heartbeat_; }

 private:
  void wake();

  const std::size_t max_queued_bytes_;
  const std::chrono::milliseconds heartbeat_;
  mutable std::mutex mutex_;
  std::string queued_;
  bool open_ = true;
  bool woken_ = false;
  std::function<void()> wake_;
};

// The answer that carries the stream until it ends.
Response event_stream(std::shared_ptr<EventStream> stream);

// Appends one event in the format of the HTML standard; line ends in `id` and `name` become spaces.
void write_event(std::string& out, const StreamEvent& event);

}  // namespace kontor::http
