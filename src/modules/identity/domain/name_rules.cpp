#include "modules/identity/domain/name_rules.hpp"

#include "kernel/core/one_line.hpp"

namespace kontor::identity {

namespace {

constexpr std::size_t kLongestName = 100;

}  // namespace

std::optional<FieldProblem> problem_of_name(std::string_view name, std::string_view pointer) {
  const auto problem = [&](std::string code, std::string detail) {
    return FieldProblem{std::string(pointer), std::move(code), std::move(detail)};
  };
  if (!text::is_one_line(name)) return problem("format", "must not hold control characters");
  if (text::characters(name) > kLongestName) return problem("length", "must have at most 100 characters");
  return std::nullopt;
}

}  // namespace kontor::identity
