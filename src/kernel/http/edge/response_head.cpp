#include "kernel/http/edge/response_head.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <ctime>

#include "kernel/http/edge/field_syntax.hpp"
#include "kernel/http/status.hpp"

namespace kontor::http {

namespace {

bool belongs_to_the_edge(std::string_view name) {
  static constexpr std::array<std::string_view, 5> kNames = {"Content-Length", "Transfer-Encoding", "Connection",
                                                             "Date", "Keep-Alive"};
  return std::ranges::any_of(kNames, [name](std::string_view one) { return same_name(name, one); });
}

void write_number(std::string& out, std::size_t number) {
  std::array<char, 24> digits;
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
  out.append(digits.data(), end);
}

void write_connection(std::string& out, int status, const AnswerFraming& framing) {
  if (status == 101) {
    out += "Connection: Upgrade\r\n";
  } else if (status == 426) {
    out += framing.keep_alive ? "Connection: Upgrade\r\n" : "Connection: Upgrade, close\r\n";
  } else if (!framing.keep_alive) {
    out += "Connection: close\r\n";
  } else if (!framing.http_1_1) {
    out += "Connection: keep-alive\r\n";
  }
}

}  // namespace

bool has_body(int status) {
  return status >= 200 && status != 204 && status != 304;
}

void write_response_head(std::string& out, const Response& response, const AnswerFraming& framing,
                         std::string_view date) {
  out += "HTTP/1.1 ";
  write_number(out, static_cast<std::size_t>(response.status));
  out += ' ';
  out += status_title(response.status);
  out += "\r\nDate: ";
  out += date;
  out += "\r\n";
  out += response.head;
  for (const auto& [name, value] : response.headers) {
    if (belongs_to_the_edge(name) || !is_token(name) || !is_field_value(value)) continue;
    out += name;
    out += ": ";
    out += value;
    out += "\r\n";
  }
  if (has_body(response.status) && response.source) {
    if (framing.http_1_1) out += "Transfer-Encoding: chunked\r\n";
  } else if (has_body(response.status) && !response.stream) {
    out += "Content-Length: ";
    write_number(out, response.bytes().size());
    out += "\r\n";
  }
  write_connection(out, response.status, framing);
  out += "\r\n";
}

std::string http_date() {
  return http_date(std::time(nullptr));
}

std::string http_date(std::time_t moment) {
  std::tm utc{};
  gmtime_r(&moment, &utc);
  std::array<char, 40> text;
  // The C locale: nothing in this program sets another.
  return {text.data(), std::strftime(text.data(), text.size(), "%a, %d %b %Y %H:%M:%S GMT", &utc)};
}

}  // namespace kontor::http
