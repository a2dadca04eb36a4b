#include "kernel/http/response.hpp"
#include "kernel/http/status.hpp"
#include "kernel/json/json.hpp"

namespace kontor::http {
namespace {

// Ends with a comma, so that members can follow one another.
void member(std::string& out, std::string_view name, std::string_view value) {
  json::write_string(out, name);
  out.push_back(':');
  json::write_string(out, value);
  out.push_back(',');
}

void write_fields(std::string& out, const std::vector<FieldProblem>& fields) {
  out += R"("errors":[)";
  for (const auto& field : fields) {
    out.push_back('{');
    member(out, "pointer", field.pointer);
    member(out, "code", field.code);
    member(out, "detail", field.detail);
    out.back() = '}';
    out.push_back(',');
  }
  if (out.back() == ',') out.pop_back();
  out += "],";
}

}  // namespace

Response problem(const Error& error, std::string_view request_id) {
  Response response;
  response.status = http_status(error);
  auto& out = response.body;
  out.reserve(256 + error.detail.size() + error.fields.size() * 96);
  out.push_back('{');
  member(out, "type", "about:blank");
  member(out, "title", status_title(response.status));
  out += "\"status\":" + std::to_string(response.status) + ',';
  member(out, "code", error.code);
  member(out, "detail", error.detail);
  write_fields(out, error.fields);
  member(out, "request_id", request_id);
  out.back() = '}';

  response.set("Content-Type", "application/problem+json");
  if (may_retry(error.kind) || response.status == 429) response.set("Retry-After", "1");
  if (response.status == 401) response.set("WWW-Authenticate", "Bearer");
  return response;
}

}  // namespace kontor::http
