#include "kernel/http/edge/io_thread.hpp"

#include <boost/asio/post.hpp>

#include "kernel/http/edge/response_head.hpp"

namespace kontor::http {

namespace {
constexpr std::chrono::milliseconds kSweepInterval{200};
}

bool OpenConnections::add(std::size_t limit) {
  const std::lock_guard lock(mutex_);
  if (count_ >= limit) return false;
  gauge_.set(static_cast<std::int64_t>(++count_));
  return true;
}

void OpenConnections::remove() {
  const std::lock_guard lock(mutex_);
  gauge_.set(static_cast<std::int64_t>(--count_));
  if (count_ == 0) none_.notify_all();
}

bool OpenConnections::wait_for_none(Deadline deadline) {
  std::unique_lock lock(mutex_);
  return none_.wait_until(lock, deadline.moment(), [this] { return count_ == 0; });
}

IoThread::IoThread(Edge& edge, OpenConnections& open) : edge_(edge), open_(open) {}

IoThread::~IoThread() {
  stop();
}

void IoThread::start() {
  sweep();
  thread_ = std::thread([this] { context_.run(); });
}

void IoThread::drain() {
  asio::post(context_, [this] {
    for (std::size_t i = connections_.size(); i-- > 0;) connections_[i]->drain();
  });
}

void IoThread::stop() {
  if (!thread_.joinable()) return;
  asio::post(context_, [this] {
    for (const auto& connection : connections_) connection->close();
    context_.stop();
  });
  thread_.join();
}

void IoThread::adopt(tcp::socket socket) {
  Connection& connection = *connections_.emplace_back(std::make_unique<Connection>(edge_, *this, std::move(socket)));
  connection.slot = connections_.size() - 1;
  connection.start();
}

void IoThread::remove(Connection& connection) {
  const std::size_t slot = connection.slot;
  connections_.back()->slot = slot;
  std::swap(connections_[slot], connections_.back());
  connections_.pop_back();
  open_.remove();
}

// One coarse timer for all connections: a timer per request would cost more than the request.
void IoThread::sweep() {
  date_ = http_date();
  const auto now = Connection::TimePoint::clock::now();
  // Backwards: a connection that ends here and now is replaced by one that was already asked.
  for (std::size_t i = connections_.size(); i-- > 0;) connections_[i]->check_deadline(now);
  sweep_timer_.expires_after(kSweepInterval);
  sweep_timer_.async_wait([this](error_code error) {
    if (!error) sweep();
  });
}

}  // namespace kontor::http
