#pragma once

#include <optional>
#include <string_view>

#include "kernel/core/result.hpp"

namespace kontor::identity {

// A person's name ends up in mails, their headers and on labels: at most 100 characters, none of which controls or
// breaks a line, or turns its direction. nullopt: it is good.
std::optional<FieldProblem> problem_of_name(std::string_view name, std::string_view pointer);

}  // namespace kontor::identity
