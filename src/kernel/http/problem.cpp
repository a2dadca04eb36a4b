#include "kernel/http/problem.hpp"

#include <algorithm>

#include "kernel/core/check.hpp"
#include "kernel/http/response.hpp"
#include "kernel/http/status.hpp"

namespace kontor::http {

void ProblemField::rules(json::Rules<ProblemField>& rule) {
  rule(&ProblemField::pointer).doc("JSON pointer into the body, or / and the name of a parameter").example("/limit");
  rule(&ProblemField::code).doc("Stable name of the mistake").example("out_of_range");
  rule(&ProblemField::detail).doc("The mistake in words").example("must be between 1 and 100");
}

void Problem::rules(json::Rules<Problem>& rule) {
  rule(&Problem::type).doc("Always about:blank: `code` says what happened").example("about:blank");
  rule(&Problem::title).doc("The status in words").example("Unprocessable Content");
  rule(&Problem::status).range(400, 599).example(422);
  rule(&Problem::code).doc("Stable name of the error: switch on this").example("validation_failed");
  rule(&Problem::detail).doc("The error in words").example("The request has values that cannot be accepted.");
  rule(&Problem::errors).doc("Every mistake that was found in the request");
  rule(&Problem::request_id).doc("Tell this to whoever runs the server").example("4k2v9w0c7jq1x");
}

namespace {

Problem to_problem(const Error& error, std::string_view request_id) {
  const int status = http_status(error);
  Problem problem{"about:blank",          std::string(status_title(status)), status, error.code, error.detail, {},
                  std::string(request_id)};
  for (const auto& field : error.fields) problem.errors.push_back({field.pointer, field.code, field.detail});
  return problem;
}

// {"a":1} and {"b":2} become {"a":1,"b":2}. The first has members.
void append_members(std::string& object, std::string_view members) {
  KONTOR_CHECK(members.starts_with('{') && members.ends_with('}'), "an error's members are a JSON object");
  if (members == "{}") return;
  object.back() = ',';
  object.append(members.substr(1));
}

}  // namespace

std::string problem_json(const Error& error, std::string_view request_id) {
  auto text = json::to_json(to_problem(error, request_id));
  if (!error.members.empty()) append_members(text, error.members);
  return text;
}

Response problem(const Error& error, std::string_view request_id) {
  Response response;
  response.status = http_status(error);
  response.body = problem_json(error, request_id);
  response.set("Content-Type", "application/problem+json");
  if (may_retry(error.kind) || response.status == 429 || error.retry_after_seconds > 0) {
    response.set("Retry-After", std::to_string(std::max(error.retry_after_seconds, 1)));
  }
  if (response.status == 426) {
    response.set("Upgrade", "websocket");
    response.set("Sec-WebSocket-Version", "13");
  }
  if (response.status == 401) response.set("WWW-Authenticate", "Bearer");
  return response;
}

}  // namespace kontor::http
