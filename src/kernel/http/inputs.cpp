#include "kernel/http/inputs.hpp"

#include <iterator>

#include "kernel/http/endpoint.hpp"
#include "kernel/http/pipeline/negotiation.hpp"

namespace kontor::http {

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
