#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace kontor::bench {

struct Answer {
  int status = 0;
  int retry_after = 0;  // seconds
  std::string body;
};

// Takes a whole answer from what was received; nullopt while there is none yet. Reads only what Kontor writes: a
// Content-Length, no chunks. Throws std::runtime_error for anything else.
std::optional<Answer> take_answer(std::string& received);

// The first text member of this name, wherever it stands; "" where there is none. Cheap: a client that reads JSON would
// take the time of the server beside it.
std::string_view text_member(std::string_view json, std::string_view name);

}  // namespace kontor::bench
