#include "kernel/idempotency/keeping/answer_text.hpp"

#include <stdexcept>

#include "kernel/core/check.hpp"
#include "kernel/core/text.hpp"

namespace kontor::idempotency {

namespace {

// Takes a line off the text; all lines end with a line feed.
std::string_view take_line(std::string_view& text) {
  const auto end = text.find('\n');
  if (end == std::string_view::npos) throw std::runtime_error("a kept answer cannot be read");
  const auto line = text.substr(0, end);
  text.remove_prefix(end + 1);
  return line;
}

}  // namespace

void make_keepable(http::Response& response) {
  KONTOR_CHECK(!response.stream && !response.websocket, "an idempotent endpoint answers with bytes");
  if (!response.content) return;
  response.set("Content-Type", response.content->media_type());
  response.set("ETag", response.content->etag());
  response.body = response.content->bytes();
  response.content.reset();
}

std::string answer_text(const http::Response& response) {
  std::string text = std::to_string(response.status) + '\n';
  for (const auto& [name, value] : response.headers) text.append(name).append(":").append(value).append("\n");
  return text.append("\n").append(response.body);
}

http::Response answer_from(std::string_view text) {
  http::Response response;
  response.status = static_cast<int>(text::parse_int(take_line(text)).value());
  for (auto line = take_line(text); !line.empty(); line = take_line(text)) {
    const auto colon = line.find(':');
    response.headers.emplace_back(line.substr(0, colon), line.substr(colon + 1));
  }
  response.body = text;
  return response;
}

}  // namespace kontor::idempotency
