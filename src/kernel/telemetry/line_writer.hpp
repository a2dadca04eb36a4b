#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>

namespace kontor::telemetry {

// Collects lines in bounded memory and writes them to a descriptor from a thread of its own. That thread is woken for
// the first line after silence and then collects for a moment, because waking it for each line would cost the caller
// more than all the rest. Safe from any thread.
class LineWriter {
 public:
  using Moment = std::chrono::steady_clock::time_point;

  LineWriter(int descriptor, std::size_t max_lines);
  // Writes what was appended, but does not wait longer than two seconds for a descriptor that takes nothing.
  ~LineWriter();
  LineWriter(const LineWriter&) = delete;
  LineWriter& operator=(const LineWriter&) = delete;

  // Never blocks: what does not fit is counted as dropped. An urgent line is written without collecting more.
  void append(std::string_view line, bool urgent);
  // Waits until what was appended before is written.
  void flush(Moment until);
  std::uint64_t dropped() const;

 private:
  void run();
  bool has_room(std::size_t bytes) const;
  void write_outgoing();
  bool is_ready() const;

  const int descriptor_;
  const std::size_t max_lines_;
  const std::size_t piece_bytes_;

  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::condition_variable written_;
  std::string collected_;
  std::uint64_t appended_lines_ = 0;
  std::uint64_t taken_lines_ = 0;
  std::uint64_t written_lines_ = 0;
  std::uint64_t dropped_lines_ = 0;
  bool idle_ = false;
  bool hurry_ = false;
  bool stopping_ = false;

  std::string outgoing_;  // the thread's own
  std::thread thread_;
};

}  // namespace kontor::telemetry
