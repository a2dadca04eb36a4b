#include "kernel/http/client/rules.hpp"

#include <algorithm>
#include <array>

#include "kernel/core/text.hpp"
#include "kernel/http/edge/field_syntax.hpp"

namespace kontor::http {

namespace {

bool is_named(std::string_view name, std::span<const std::string_view> names) {
  return std::ranges::any_of(names, [name](std::string_view one) { return text::iequals(one, name); });
}

bool has_field(const HeaderList& headers, std::string_view name) {
  return std::ranges::any_of(headers, [name](const auto& field) { return text::iequals(field.first, name); });
}

bool is_ours(std::string_view name) {
  static constexpr std::array<std::string_view, 6> kOurs = {"Host",       "Content-Length", "Transfer-Encoding",
                                                            "Connection", "Upgrade",        "Expect"};
  return is_named(name, kOurs);
}

void append_field(std::string& out, std::string_view name, std::string_view value) {
  out.append(name).append(": ").append(value).append("\r\n");
}

void remove_fields(HeaderList& headers, std::span<const std::string_view> names) {
  std::erase_if(headers, [names](const auto& field) { return is_named(field.first, names); });
}

bool is_safe(Method method) {
  return method == Method::get || method == Method::head;
}

}  // namespace

std::string_view ClientResponse::header(std::string_view name) const {
  for (const auto& [field, value] : headers) {
    if (text::iequals(field, name)) return value;
  }
  return {};
}

bool may_be_sent(const ClientRequest& request) {
  const auto url = Url::parse(request.url);
  return url && request_head(request, *url);
}

bool may_have_run(const Error& error) {
  return error.code != "connect_failed" && error.code != "tls_failed" && error.code != "invalid_request";
}

bool may_repeat(const ClientRequest& request) {
  switch (request.method) {
    case Method::get:
    case Method::head:
    case Method::options:
    case Method::put:
    case Method::del:
      return true;
    default:
      return has_field(request.headers, "Idempotency-Key");
  }
}

std::optional<std::string> request_head(const ClientRequest& request, const Url& url) {
  if (request.method == Method::other) return std::nullopt;
  std::string out(to_string(request.method));
  out.append(" ").append(url.target).append(" HTTP/1.1\r\n");
  append_field(out, "Host", url.origin.authority());
  for (const auto& [name, value] : request.headers) {
    if (!is_token(name) || !is_field_value(value) || is_ours(name)) return std::nullopt;
    append_field(out, name, value);
  }
  if (!has_field(request.headers, "User-Agent")) append_field(out, "User-Agent", "kontor");
  if (request.trace && !has_field(request.headers, "traceparent")) {
    append_field(out, "traceparent", request.trace->traceparent());
  }
  if (!request.body.empty() || (!is_safe(request.method) && request.method != Method::options)) {
    append_field(out, "Content-Length", std::to_string(request.body.size()));
  }
  return out.append("\r\n");
}

std::optional<ClientRequest> redirected(const ClientRequest& request, const Url& url, const ClientResponse& answer) {
  static constexpr std::array<std::string_view, 3> kBody = {"Content-Type", "Content-Encoding", "Content-Language"};
  static constexpr std::array<std::string_view, 3> kPrivate = {"Authorization", "Proxy-Authorization", "Cookie"};
  const bool to_get = answer.status == 303;
  const bool as_it_is = answer.status == 307 || answer.status == 308 || answer.status == 301 || answer.status == 302;
  if (!to_get && !as_it_is) return std::nullopt;
  if ((answer.status == 301 || answer.status == 302) && !is_safe(request.method)) return std::nullopt;
  if (as_it_is && !may_repeat(request)) return std::nullopt;
  const auto next = url.resolve(answer.header("Location"));
  if (!next || answer.header("Location").empty() || (url.origin.secure && !next->origin.secure)) return std::nullopt;

  ClientRequest follow = request;
  follow.url = next->origin.str() + next->target;
  if (to_get && request.method != Method::head) {
    follow.method = Method::get;
    follow.body.clear();
    remove_fields(follow.headers, kBody);
  }
  if (next->origin != url.origin) remove_fields(follow.headers, kPrivate);
  return follow;
}

}  // namespace kontor::http
