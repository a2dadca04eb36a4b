#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/core/result.hpp"

namespace kontor::app {

// Columns as wide as their widest cell, on stdout; the heading is dim on a terminal. Only cells of the last column may
// be painted.
void print_table(const std::vector<std::string>& heading, const std::vector<std::vector<std::string>>& rows);

enum class Paint { plain, dim, good, bad, accent };
// Coloured where stdout is a terminal that wants it, else as it is.
std::string painted(std::string_view text, Paint paint);

// "kontor: detail" on stderr, then a line for each field.
void print_error(const Error& error);

// The first line of standard input: where secrets come from, never an option's value, which every user of the machine
// can read.
Result<std::string> read_password();

// A bar on stderr that redraws itself on a terminal; elsewhere one line at the end.
class ProgressBar {
 public:
  explicit ProgressBar(std::string title);
  ~ProgressBar();
  ProgressBar(const ProgressBar&) = delete;
  ProgressBar& operator=(const ProgressBar&) = delete;

  void update(std::uint64_t done, std::uint64_t total);

 private:
  void draw() const;

  std::string title_;
  bool terminal_;
  std::uint64_t done_ = 0;
  std::uint64_t total_ = 0;
  std::chrono::steady_clock::time_point started_;
  std::chrono::steady_clock::time_point drawn_{};
};

}  // namespace kontor::app
