#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "kernel/core/result.hpp"

namespace kontor::identity {

inline constexpr std::size_t kShortestPassword = 8;
inline constexpr std::size_t kLongestPassword = 128;

// What is wrong with a new password: `length` in characters of any Unicode, `common`, or `like_email`. nullopt: it is
// good.
std::optional<FieldProblem> problem_of_password(std::string_view password, std::string_view email,
                                                std::string_view pointer);

// Whether it is one of the first that somebody would try: a common word or name, with the usual substitutions and a few
// digits or signs around it; a run along the keyboard, the alphabet or the digits; a few characters again and again.
bool is_common_password(std::string_view password);

}  // namespace kontor::identity
