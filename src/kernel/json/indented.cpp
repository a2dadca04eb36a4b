#include "kernel/json/indented.hpp"

#include <algorithm>
#include <cstddef>

namespace kontor::json {

namespace {

constexpr std::string_view kSpace = " \t\r\n";

class Indenter {
 public:
  explicit Indenter(std::string_view json) : rest_(json) {}

  std::string run() && {
    while (skip_space(), !rest_.empty()) step(take());
    return std::move(out_ += '\n');
  }

 private:
  void skip_space() { rest_.remove_prefix(std::min(rest_.find_first_not_of(kSpace), rest_.size())); }
  char take() {
    const char c = rest_.front();
    rest_.remove_prefix(1);
    return c;
  }
  bool at_end_of_container() {
    skip_space();
    return !rest_.empty() && (rest_.front() == '}' || rest_.front() == ']');
  }

  void step(char c) {
    out_ += c;
    if (c == ':') {
      out_ += ' ';
    } else if (c == ',') {
      new_line();
    } else if (c == '{' || c == '[') {
      open();
    } else {
      if (c == '"') copy_string();
      close_what_ends();
    }
  }

  void open() {
    if (at_end_of_container()) {  // nothing in it: it stays on its line
      out_ += take();
      return close_what_ends();
    }
    ++depth_;
    new_line();
  }
  void close_what_ends() {
    if (!at_end_of_container()) return;
    --depth_;
    new_line();
  }
  void new_line() { out_.append("\n").append(2 * depth_, ' '); }

  // Behind the opening quote.
  void copy_string() {
    for (char c = take();; c = take()) {
      out_ += c;
      if (c == '\\') out_ += take();
      if (c == '"') break;
    }
  }

  std::string_view rest_;
  std::string out_;
  std::size_t depth_ = 0;
};

}  // namespace

std::string indented(std::string_view json) {
  return Indenter(json).run();
}

}  // namespace kontor::json
