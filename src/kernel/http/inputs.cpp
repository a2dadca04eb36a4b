#include "kernel/http/inputs.hpp"

#include <algorithm>
#include <iterator>

#include "kernel/core/text.hpp"
#include "kernel/http/endpoint.hpp"
#include "kernel/http/pipeline/negotiation.hpp"

namespace kontor::http {

namespace {

constexpr std::string_view kKeyHeader = "Idempotency-Key";
constexpr std::size_t kLongestKey = 255;

bool is_visible_ascii(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c > ' ' && c <= '~'; });
}

}  // namespace

QueryParameters& Inputs::path_parameters() {
  parameters_.clear();
  for (std::size_t at = 0; at < endpoint_.parameter_names.size(); ++at) {
    const auto& name = endpoint_.parameter_names[at];
    if (auto value = percent_decode(exchange_.path_values[at])) {
      parameters_.emplace_back(name, *std::move(value));
    } else {
      problems_.push_back({"/" + name, "malformed_escape", "must be percent-encoded UTF-8"});
    }
  }
  return parameters_;
}

QueryParameters& Inputs::query_parameters() {
  parameters_ = parse_query(exchange_.request.query, problems_);
  return parameters_;
}

const std::vector<json::Parameter>& Inputs::views(const QueryParameters& parameters) {
  views_.clear();
  for (const auto& [name, value] : parameters) views_.push_back({name, value});
  return views_;
}

void Inputs::refuse_query() {
  if (endpoint_.takes_any_query) return;
  for (const auto& [name, value] : query_parameters()) {
    problems_.push_back({"/" + name, "unknown", "this endpoint takes no such parameter"});
  }
}

bool Inputs::has_json_body() {
  if (is_json(exchange_.request.header("Content-Type"))) return true;
  unreadable_ = Error{ErrorKind::invalid, "unsupported_media_type", "The body must be application/json."};
  return false;
}

std::optional<IdempotencyKey> Inputs::idempotency_key() {
  if (endpoint_.idempotency_key == KeyUse::none) return std::nullopt;
  const auto& headers = exchange_.request.headers;
  const auto sent =
      std::ranges::count_if(headers, [](const auto& field) { return text::iequals(field.first, kKeyHeader); });
  if (sent == 0) {
    if (endpoint_.idempotency_key == KeyUse::required && !unreadable_) {
      unreadable_ = Error{ErrorKind::invalid, "idempotency_key_missing", "This request needs an Idempotency-Key."};
    }
    return std::nullopt;
  }
  const auto key = exchange_.request.header(kKeyHeader);
  if (sent == 1 && !key.empty() && key.size() <= kLongestKey && is_visible_ascii(key)) {
    return IdempotencyKey{key, key_scope(), exchange_.request};
  }
  problems_.push_back({"/Idempotency-Key", "format", "must be sent once, with 1 to 255 visible ASCII characters"});
  return std::nullopt;
}

std::string Inputs::key_scope() const {
  if (!exchange_.caller.anonymous()) return "caller " + exchange_.caller.subject();
  const auto cart_token = exchange_.request.header("X-Cart-Token");
  if (!cart_token.empty()) return "cart " + std::string(cart_token);
  return "address " + exchange_.client_address;
}

void Inputs::gather(Error error) {
  if (error.fields.empty()) {
    if (!unreadable_) unreadable_ = std::move(error);
    return;
  }
  std::move(error.fields.begin(), error.fields.end(), std::back_inserter(problems_));
}

Result<void> Inputs::verdict() {
  if (unreadable_) return *std::move(unreadable_);
  if (!problems_.empty()) return invalid(std::move(problems_));
  return {};
}

}  // namespace kontor::http
