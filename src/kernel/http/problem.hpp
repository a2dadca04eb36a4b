#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "kernel/core/result.hpp"
#include "kernel/json/describe.hpp"
#include "kernel/json/json.hpp"

namespace kontor::http {

struct ProblemField {
  std::string pointer;
  std::string code;
  std::string detail;

  static void rules(json::Rules<ProblemField>& rule);
};
KONTOR_DESCRIBE(ProblemField, pointer, code, detail)

// An error on the wire (RFC 9457).
struct Problem {
  std::string type;
  std::string title;
  int status = 0;
  std::string code;
  std::string detail;
  std::vector<ProblemField> errors;
  std::string request_id;

  static void rules(json::Rules<Problem>& rule);
};
KONTOR_DESCRIBE(Problem, type, title, status, code, detail, errors, request_id)

// As clients get it, with the error's own members at the end.
std::string problem_json(const Error& error, std::string_view request_id);

// The error, and in its problem the members of a described struct, none of which has the name of one of Problem's.
template <class T>
Error with_members(Error error, const T& described) {
  error.members = json::to_json(described);
  return error;
}

}  // namespace kontor::http
