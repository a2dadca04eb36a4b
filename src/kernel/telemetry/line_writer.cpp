#include "kernel/telemetry/line_writer.hpp"

#include <poll.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <climits>

namespace kontor::telemetry {

namespace {

constexpr auto kCollectTime = std::chrono::milliseconds(50);
constexpr auto kLastPatience = std::chrono::seconds(2);
constexpr int kPollIntervalMs = 50;
constexpr std::size_t kBytesPerLine = 1024;  // the bound on memory, on average
constexpr std::size_t kKeepBytes = 256 << 10;

// A pipe that polls as writable takes PIPE_BUF bytes without blocking, and takes them in one piece even when other
// processes write to it too.
std::size_t piece_bytes_of(int descriptor) {
  struct stat about {};
  const bool file = ::fstat(descriptor, &about) == 0 && S_ISREG(about.st_mode);
  return file ? 1 << 20 : PIPE_BUF;
}

// Whole lines where they fit.
std::string_view next_piece(std::string_view pending, std::size_t bytes) {
  const std::string_view most = pending.substr(0, bytes);
  const std::size_t end = most.rfind('\n');
  return end == std::string_view::npos ? most : most.substr(0, end + 1);
}

// Signals are the main thread's: a thread started while this lives does not take them, and a closed stderr is an error
// of write(), not a SIGPIPE.
class SignalsBlocked {
 public:
  SignalsBlocked() {
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before_);
  }
  ~SignalsBlocked() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }

 private:
  sigset_t before_;
};

}  // namespace

LineWriter::LineWriter(int descriptor, std::size_t max_lines)
    : descriptor_(descriptor), max_lines_(max_lines), piece_bytes_(piece_bytes_of(descriptor)) {
  const SignalsBlocked blocked;
  thread_ = std::thread([this] { run(); });
}

LineWriter::~LineWriter() {
  flush(std::chrono::steady_clock::now() + kLastPatience);
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_one();
  thread_.join();
}

bool LineWriter::has_room(std::size_t bytes) const {
  return appended_lines_ - taken_lines_ < max_lines_ && collected_.size() + bytes <= max_lines_ * kBytesPerLine;
}

void LineWriter::append(std::string_view line, bool urgent) {
  std::unique_lock lock(mutex_);
  if (!has_room(line.size() + 1)) {
    ++dropped_lines_;
    return;
  }
  const bool first = collected_.empty();
  collected_.append(line) += '\n';
  ++appended_lines_;
  urgent = urgent || appended_lines_ - taken_lines_ == max_lines_ / 2;
  hurry_ = hurry_ || urgent;
  const bool wakes = urgent || (first && idle_);
  lock.unlock();
  if (wakes) wake_.notify_one();
}

void LineWriter::flush(Moment until) {
  std::unique_lock lock(mutex_);
  const std::uint64_t wanted = appended_lines_;
  hurry_ = hurry_ || !collected_.empty();
  wake_.notify_one();
  written_.wait_until(lock, until, [&] { return written_lines_ >= wanted; });
}

std::uint64_t LineWriter::dropped() const {
  const std::lock_guard lock(mutex_);
  return dropped_lines_;
}

void LineWriter::run() {
  std::unique_lock lock(mutex_);
  while (true) {
    idle_ = true;
    wake_.wait(lock, [this] { return !collected_.empty() || stopping_; });
    idle_ = false;
    if (collected_.empty()) return;
    wake_.wait_for(lock, kCollectTime, [this] { return hurry_ || stopping_; });
    outgoing_.swap(collected_);
    taken_lines_ = appended_lines_;
    hurry_ = false;
    lock.unlock();
    write_outgoing();
    lock.lock();
    written_lines_ = taken_lines_;
    written_.notify_all();
  }
}

void LineWriter::write_outgoing() {
  std::string_view pending = outgoing_;
  while (!pending.empty() && is_ready()) {
    const std::string_view piece = next_piece(pending, piece_bytes_);
    const auto wrote = ::write(descriptor_, piece.data(), piece.size());
    if (wrote >= 0)
      pending.remove_prefix(static_cast<std::size_t>(wrote));
    else if (errno != EINTR && errno != EAGAIN)
      break;  // nobody can read this any more
  }
  outgoing_.clear();
  if (outgoing_.capacity() > kKeepBytes) outgoing_.shrink_to_fit();
}

// Waits as long as it takes, except at the end.
bool LineWriter::is_ready() const {
  pollfd ready{descriptor_, POLLOUT, 0};
  while (::poll(&ready, 1, kPollIntervalMs) <= 0) {
    const std::lock_guard lock(mutex_);
    if (stopping_) return false;
  }
  return true;
}

}  // namespace kontor::telemetry
