#include "kernel/telemetry/line_writer.hpp"

#include <poll.h>
#include <unistd.h>

#include <cerrno>
#include <climits>

namespace kontor::telemetry {

namespace {

constexpr std::size_t kCollectBytes = 64 << 10;
constexpr auto kPollInterval = std::chrono::milliseconds(50);

// Whole lines where they fit: a pipe that polls as writable takes PIPE_BUF bytes without blocking, and takes them in
// one piece even when other processes write to it too.
std::string_view next_piece(std::string_view pending) {
  const std::string_view most = pending.substr(0, PIPE_BUF);
  const std::size_t end = most.rfind('\n');
  return end == std::string_view::npos ? most : most.substr(0, end + 1);
}

}  // namespace

void LineWriter::append(std::string_view stamp, std::string_view line) {
  std::unique_lock lock(mutex_);
  collected_.append(stamp).append(line) += '\n';
  ++lines_;
  if (collected_.size() >= kCollectBytes) write_out(lock, Moment::max());
  if (waiting_ > 0) changed_.notify_all();
}

bool LineWriter::flush(Moment until) {
  std::unique_lock lock(mutex_);
  return write_out(lock, until);
}

bool LineWriter::wait(Moment until, const std::function<bool()>& condition) {
  std::unique_lock lock(mutex_);
  ++waiting_;
  const bool held = changed_.wait_until(lock, until, condition);
  --waiting_;
  return held;
}

// The lock is given up while writing, so that a slow descriptor does not hold up a flush with a deadline.
bool LineWriter::write_out(std::unique_lock<std::mutex>& lock, Moment until) {
  ++waiting_;
  if (until == Moment::max()) {
    changed_.wait(lock, [this] { return !writing_; });
  } else if (!changed_.wait_until(lock, until, [this] { return !writing_; })) {
    --waiting_;
    return false;
  }
  --waiting_;
  writing_ = true;
  outgoing_ += collected_;
  collected_.clear();
  lock.unlock();
  const bool written = write_pending(until);
  lock.lock();
  writing_ = false;
  if (waiting_ > 0) changed_.notify_all();
  return written;
}

bool LineWriter::write_pending(Moment until) {
  std::size_t done = 0;
  bool taken = true;
  while (done < outgoing_.size()) {
    if (!is_ready(until)) {
      taken = false;
      break;
    }
    const std::string_view piece = next_piece(std::string_view(outgoing_).substr(done));
    const auto wrote = ::write(descriptor_, piece.data(), piece.size());
    if (wrote < 0 && (errno == EINTR || errno == EAGAIN)) continue;
    if (wrote < 0)
      done = outgoing_.size();  // nobody can read this any more
    else
      done += static_cast<std::size_t>(wrote);
  }
  outgoing_.erase(0, closing_ ? outgoing_.size() : done);
  return taken;
}

bool LineWriter::is_ready(Moment until) const {
  pollfd ready{descriptor_, POLLOUT, 0};
  while (true) {
    const int timeout_ms = closing_ ? 0 : static_cast<int>(kPollInterval.count());
    if (::poll(&ready, 1, timeout_ms) > 0) return true;
    if (closing_ || std::chrono::steady_clock::now() >= until) return false;
  }
}

}  // namespace kontor::telemetry
