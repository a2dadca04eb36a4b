#include "app/terminal.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>

#include "kernel/core/format.hpp"

namespace kontor::app {

namespace {

bool wants_colour(int fd) {
  return isatty(fd) == 1 && std::getenv("NO_COLOR") == nullptr;
}

std::string padded_row(const std::vector<std::string>& cells, const std::vector<std::size_t>& widths) {
  std::string line;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    line += i + 1 == cells.size() ? cells[i] : format("{:<{}}  ", cells[i], widths[i]);
  }
  return line;
}

double seconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

std::string_view code_of(Paint paint) {
  switch (paint) {
    case Paint::plain:
      return "";
    case Paint::dim:
      return "\033[2m";
    case Paint::good:
      return "\033[32m";
    case Paint::bad:
      return "\033[31m";
    case Paint::accent:
      return "\033[36m";
  }
  return "";
}

}  // namespace

std::string painted(std::string_view text, Paint paint) {
  static const bool colour = wants_colour(STDOUT_FILENO);
  return colour && paint != Paint::plain ? format("{}{}\033[0m", code_of(paint), text) : std::string(text);
}

void print_table(const std::vector<std::string>& heading, const std::vector<std::vector<std::string>>& rows) {
  std::vector<std::size_t> widths;
  for (const auto& cell : heading) widths.push_back(cell.size());
  for (const auto& row : rows) {
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], row[i].size());
  }
  std::puts(painted(padded_row(heading, widths), Paint::dim).c_str());
  for (const auto& row : rows) std::puts(padded_row(row, widths).c_str());
}

Result<std::string> read_password() {
  std::array<char, 1024> buffer{};
  if (!std::fgets(buffer.data(), buffer.size(), stdin)) {
    return Error{ErrorKind::invalid, "usage", "standard input holds no password"};
  }
  std::string password(buffer.data());
  while (password.ends_with('\n') || password.ends_with('\r')) password.pop_back();
  return password;
}

void print_error(const Error& error) {
  std::fputs(format("kontor: {}\n", error.detail).c_str(), stderr);
  for (const auto& field : error.fields) {
    std::fputs(format("  {}: {}\n", field.pointer, field.detail).c_str(), stderr);
  }
}

ProgressBar::ProgressBar(std::string title)
    : title_(std::move(title)), terminal_(isatty(STDERR_FILENO) == 1), started_(std::chrono::steady_clock::now()) {}

ProgressBar::~ProgressBar() {
  if (total_ == 0) return;
  if (terminal_) {
    draw();
    std::fputc('\n', stderr);
  } else {
    std::fputs(format("{}: {} in {:.1f} s\n", title_, done_, seconds_since(started_)).c_str(), stderr);
  }
}

void ProgressBar::update(std::uint64_t done, std::uint64_t total) {
  done_ = done;
  total_ = total;
  const auto now = std::chrono::steady_clock::now();
  if (!terminal_ || now - drawn_ < std::chrono::milliseconds(100)) return;
  drawn_ = now;
  draw();
}

void ProgressBar::draw() const {
  constexpr std::uint64_t kWidth = 30;
  const auto filled = total_ == 0 ? 0 : std::min(kWidth, done_ * kWidth / total_);
  std::string bar(filled, '#');
  bar.resize(kWidth, '.');
  std::fputs(format("\r{} [{}] {}/{} {:.0f} s", title_, bar, done_, total_, seconds_since(started_)).c_str(), stderr);
}

}  // namespace kontor::app
