#include "kernel/http/sse.hpp"

#include <algorithm>

namespace kontor::http {

namespace {

void write_field(std::string& out, std::string_view name, std::string_view value) {
  if (value.empty()) return;
  out.append(name).append(": ");
  // A NUL would make clients ignore an id.
  std::ranges::replace_copy_if(
      value, std::back_inserter(out), [](char c) { return c == '\r' || c == '\n' || c == '\0'; }, ' ');
  out += '\n';
}

void write_data(std::string& out, std::string_view data) {
  for (;;) {
    const std::size_t end = std::min(data.find_first_of("\r\n"), data.size());
    out.append("data: ").append(data.substr(0, end)) += '\n';
    if (end == data.size()) return;
    data.remove_prefix(end + (data.substr(end).starts_with("\r\n") ? 2 : 1));
  }
}

}  // namespace

void write_event(std::string& out, const StreamEvent& event) {
  write_field(out, "id", event.id);
  write_field(out, "event", event.name);
  write_data(out, event.data);
  out += '\n';
}

EventStream::EventStream(std::size_t max_queued_bytes, std::chrono::milliseconds heartbeat)
    : max_queued_bytes_(max_queued_bytes), heartbeat_(heartbeat) {}

bool EventStream::push(const StreamEvent& event) {
  const std::lock_guard lock(mutex_);
  if (!open_) return false;
  write_event(queued_, event);
  if (queued_.size() > max_queued_bytes_) {
    queued_.clear();
    open_ = false;
  }
  wake();
  return open_;
}

void EventStream::close() {
  const std::lock_guard lock(mutex_);
  open_ = false;
  wake();
}

bool EventStream::is_open() const {
  const std::lock_guard lock(mutex_);
  return open_;
}

void EventStream::attach(std::function<void()> wake) {
  const std::lock_guard lock(mutex_);
  wake_ = std::move(wake);
}

void EventStream::detach() {
  const std::lock_guard lock(mutex_);
  open_ = false;
  queued_.clear();
  wake_ = nullptr;
}

bool EventStream::take(std::string& out) {
  const std::lock_guard lock(mutex_);
  woken_ = false;
  out += queued_;
  queued_.clear();
  return open_;
}

void EventStream::wake() {
  if (woken_ || !wake_) return;
  woken_ = true;
  wake_();
}

Response event_stream(std::shared_ptr<EventStream> stream) {
  Response response;
  response.set("Content-Type", "text/event-stream");
  response.set("Cache-Control", "no-cache");
  response.set("X-Accel-Buffering", "no");  // nginx would hold events back
  response.stream = std::move(stream);
  return response;
}

}  // namespace kontor::http
