#include "kernel/http/edge/framing.hpp"

#include <array>

#include "kernel/core/text.hpp"
#include "kernel/http/edge/field_syntax.hpp"

namespace kontor::http {

namespace {

constexpr std::string_view kBadRequest = "bad_request";

// The one request being read. Members named check_… and read_… return false after setting the refusal.
class HeadReader {
 public:
  HeadReader(std::string_view bytes, const HeadLimits& limits, Request& request, Framing& framing, Refusal& refusal)
      : bytes_(bytes), limits_(limits), request_(request), framing_(framing), refusal_(refusal) {}

  HeadState read();

 private:
  enum class Line { complete, incomplete, refused };

  Line next_line(std::string_view& line);
  bool read_request_line(std::string_view line);
  bool read_version(std::string_view version);
  bool read_target(std::string_view target);
  bool read_absolute_form(std::string_view target);
  bool read_path_and_query(std::string_view target);
  bool read_field(std::string_view line);
  bool read_known_field(std::string_view name, std::string_view value);
  bool read_host(std::string_view value);
  bool read_authorization(std::string_view value);
  bool read_content_length(std::string_view value);
  bool read_transfer_encoding(std::string_view value);
  bool read_connection(std::string_view value);
  bool read_expect(std::string_view value);
  bool check_whole();

  bool refuse(std::string_view detail) { return refuse(kBadRequest, detail); }
  bool refuse(std::string_view code, std::string_view detail) {
    refusal_ = {code, detail};
    return false;
  }

  std::string_view bytes_;
  const HeadLimits& limits_;
  Request& request_;
  Framing& framing_;
  Refusal& refusal_;

  std::size_t at_ = 0;
  bool in_request_line_ = true;
  bool has_host_ = false;
  bool has_authorization_ = false;
  bool has_transfer_encoding_ = false;
  bool wants_close_ = false;
  bool wants_keep_alive_ = false;
  std::string_view host_;
  std::string_view target_authority_;
};

HeadState HeadReader::read() {
  // RFC 9112 §2.2: one empty line before the request line is ignored.
  if (bytes_.starts_with("\r\n")) at_ = 2;
  for (;;) {
    std::string_view line;
    const Line state = next_line(line);
    if (state == Line::incomplete) return HeadState::incomplete;
    if (state == Line::refused) return HeadState::refused;
    if (in_request_line_) {
      if (!read_request_line(line)) return HeadState::refused;
      in_request_line_ = false;
    } else if (line.empty()) {
      framing_.head_bytes = at_;
      return check_whole() ? HeadState::complete : HeadState::refused;
    } else if (!read_field(line)) {
      return HeadState::refused;
    }
  }
}

HeadReader::Line HeadReader::next_line(std::string_view& line) {
  const std::size_t limit = in_request_line_ ? limits_.request_line_bytes : limits_.head_bytes;
  const std::size_t end = bytes_.substr(0, limit).find('\n', at_);
  if (end == std::string_view::npos) {
    if (bytes_.size() < limit) return Line::incomplete;
    in_request_line_ ? refuse("uri_too_long", "The request line is too long.")
                     : refuse("headers_too_large", "The header fields are too large.");
    return Line::refused;
  }
  if (end == at_ || bytes_[end - 1] != '\r') {
    refuse("A line does not end with CR LF.");
    return Line::refused;
  }
  line = bytes_.substr(at_, end - 1 - at_);
  at_ = end + 1;
  return Line::complete;
}

bool HeadReader::read_request_line(std::string_view line) {
  const std::size_t first = line.find(' ');
  const std::size_t last = line.rfind(' ');
  if (first == std::string_view::npos || first == last) return refuse("The request line is malformed.");
  const std::string_view method = line.substr(0, first);
  if (!is_token(method)) return refuse("The method is no token.");
  request_.method_name = method;
  request_.method = method_of(method);
  if (method == "CONNECT") return refuse("not_implemented", "CONNECT is not served here.");
  return read_version(line.substr(last + 1)) && read_target(line.substr(first + 1, last - first - 1));
}

bool HeadReader::read_version(std::string_view version) {
  framing_.http_1_1 = request_.http_1_1 = version == "HTTP/1.1";
  if (framing_.http_1_1 || version == "HTTP/1.0") return true;
  const auto digit = [](char c) { return c >= '0' && c <= '9'; };
  const bool well_formed = version.size() == 8 && version.starts_with("HTTP/") && digit(version[5]) &&
                           version[6] == '.' && digit(version[7]);
  return refuse(well_formed ? "Only HTTP/1.1 and HTTP/1.0 are spoken here." : "The request line is malformed.");
}

bool HeadReader::read_target(std::string_view target) {
  if (!is_target(target)) return refuse("The request target holds characters that must be percent-encoded.");
  request_.target = target;
  if (target.starts_with('/')) return read_path_and_query(target);
  if (target == "*" && request_.method == Method::options) return read_path_and_query(target);
  return read_absolute_form(target);
}

bool HeadReader::read_absolute_form(std::string_view target) {
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (!text::iequals(target.substr(0, scheme.size()), scheme)) continue;
    const std::string_view rest = target.substr(scheme.size());
    const std::size_t authority_end = std::min(rest.find_first_of("/?"), rest.size());
    target_authority_ = rest.substr(0, authority_end);
    if (!is_host(target_authority_)) return refuse("The request target names no valid host.");
    return read_path_and_query(rest.substr(authority_end));
  }
  return refuse("The request target must begin with a slash.");
}

bool HeadReader::read_path_and_query(std::string_view target) {
  const std::size_t mark = std::min(target.find('?'), target.size());
  request_.path = mark == 0 ? std::string_view("/") : target.substr(0, mark);
  request_.query = mark < target.size() ? target.substr(mark + 1) : std::string_view();
  return true;
}

bool HeadReader::read_field(std::string_view line) {
  if (request_.headers.size() == limits_.fields)
    return refuse("headers_too_large", "There are too many header fields.");
  if (line.front() == ' ' || line.front() == '\t') return refuse("A header field is folded over lines.");
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos) return refuse("A header line has no colon.");
  const std::string_view name = line.substr(0, colon);
  if (!is_token(name)) return refuse("The name of a header field is no token.");
  const std::string_view value = trim_blanks(line.substr(colon + 1));
  if (!is_field_value(value)) return refuse("The value of a header field holds control characters.");
  request_.headers.emplace_back(name, value);
  return read_known_field(name, value);
}

bool HeadReader::read_known_field(std::string_view name, std::string_view value) {
  using Reader = bool (HeadReader::*)(std::string_view);
  struct Known {
    std::string_view name;
    Reader read;
  };
  static constexpr std::array<Known, 6> kKnown{{
      {"Host", &HeadReader::read_host},
      {"Authorization", &HeadReader::read_authorization},
      {"Content-Length", &HeadReader::read_content_length},
      {"Transfer-Encoding", &HeadReader::read_transfer_encoding},
      {"Connection", &HeadReader::read_connection},
      {"Expect", &HeadReader::read_expect},
  }};
  for (const Known& known : kKnown) {
    if (same_name(name, known.name)) return (this->*known.read)(value);
  }
  return true;
}

bool HeadReader::read_host(std::string_view value) {
  if (has_host_) return refuse("There is more than one Host.");
  if (!is_host(value)) return refuse("The Host is malformed.");
  has_host_ = true;
  host_ = value;
  return true;
}

// What stands before us may have looked at the other one.
bool HeadReader::read_authorization(std::string_view) {
  if (has_authorization_) return refuse("There is more than one Authorization.");
  has_authorization_ = true;
  return true;
}

bool HeadReader::read_content_length(std::string_view value) {
  if (framing_.has_length) return refuse("There is more than one Content-Length.");
  // 18 digits fit whatever they are; nothing larger is a body.
  if (value.empty() || value.size() > 18) return refuse("The Content-Length is malformed.");
  std::uint64_t length = 0;
  for (const char c : value) {
    if (c < '0' || c > '9') return refuse("The Content-Length is malformed.");
    length = length * 10 + static_cast<std::uint64_t>(c - '0');
  }
  framing_.has_length = true;
  framing_.content_length = length;
  return true;
}

bool HeadReader::read_transfer_encoding(std::string_view value) {
  if (has_transfer_encoding_) return refuse("There is more than one Transfer-Encoding.");
  if (value != "chunked") return refuse("The only Transfer-Encoding understood here is chunked.");
  has_transfer_encoding_ = true;
  framing_.chunked = true;
  return true;
}

bool HeadReader::read_connection(std::string_view value) {
  while (!value.empty()) {
    const std::size_t comma = std::min(value.find(','), value.size());
    const std::string_view option = trim_blanks(value.substr(0, comma));
    value.remove_prefix(std::min(comma + 1, value.size()));
    if (option.empty()) continue;
    if (!is_token(option)) return refuse("The Connection field is malformed.");
    wants_close_ |= text::iequals(option, "close");
    wants_keep_alive_ |= text::iequals(option, "keep-alive");
  }
  return true;
}

bool HeadReader::read_expect(std::string_view value) {
  if (!text::iequals(value, "100-continue")) return refuse("expectation_failed", "Only 100-continue can be expected.");
  framing_.expects_continue = true;
  return true;
}

// What only all fields together tell.
bool HeadReader::check_whole() {
  if (framing_.http_1_1 && !has_host_) return refuse("The Host is missing.");
  if (!target_authority_.empty() && has_host_ && !text::iequals(target_authority_, host_)) {
    return refuse("The Host and the request target name different hosts.");
  }
  if (framing_.chunked && !framing_.http_1_1) return refuse("HTTP/1.0 knows no Transfer-Encoding.");
  if (framing_.chunked && framing_.has_length) {
    return refuse("A request cannot have both Transfer-Encoding and Content-Length.");
  }
  framing_.keep_alive = !wants_close_ && (framing_.http_1_1 || wants_keep_alive_);
  framing_.expects_continue &= framing_.http_1_1;
  return true;
}

}  // namespace

HeadState read_head(std::string_view bytes, const HeadLimits& limits, Request& request, Framing& framing,
                    Refusal& refusal) {
  request.headers.clear();
  framing = {};
  HeadReader reader(bytes, limits, request, framing, refusal);
  return reader.read();
}

}  // namespace kontor::http
