#include "answer.hpp"

#include <stdexcept>

#include "kernel/core/text.hpp"

namespace kontor::bench {

namespace {

std::string_view field(std::string_view head, std::string_view name) {
  const auto found = head.find(name);
  if (found == std::string_view::npos) return {};
  const auto begin = found + name.size();
  return text::trim(head.substr(begin, head.find("\r\n", begin) - begin));
}

}  // namespace

std::optional<Answer> take_answer(std::string& received) {
  constexpr std::string_view kEnd = "\r\n\r\n";
  const auto end = received.find(kEnd);
  if (end == std::string::npos) return std::nullopt;
  const auto head = std::string_view(received).substr(0, end + 2);
  const auto length = text::parse_int(field(head, "\r\nContent-Length:"));
  const auto status = text::parse_int(head.substr(std::string_view("HTTP/1.1 ").size(), 3));
  if (!length || !status) throw std::runtime_error("not an answer of Kontor: " + std::string(head));
  const auto size = end + kEnd.size() + static_cast<std::size_t>(*length);
  if (received.size() < size) return std::nullopt;
  Answer answer{.status = static_cast<int>(*status),
                .retry_after = static_cast<int>(text::parse_int(field(head, "\r\nRetry-After:")).value_or(1)),
                .body = received.substr(end + kEnd.size(), static_cast<std::size_t>(*length))};
  received.erase(0, size);
  return answer;
}

std::string_view text_member(std::string_view json, std::string_view name) {
  const auto mark = "\"" + std::string(name) + "\":\"";
  const auto found = json.find(mark);
  if (found == std::string_view::npos) return {};
  const auto begin = found + mark.size();
  return json.substr(begin, json.find('"', begin) - begin);
}

}  // namespace kontor::bench
