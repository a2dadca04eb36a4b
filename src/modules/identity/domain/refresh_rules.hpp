#pragma once

#include <cstdint>

namespace kontor::identity {

// How many tokens of one generation there may be: the first, and answers that were lost and asked for again.
inline constexpr int kSiblings = 4;

// A session as it stands when a token of it is shown.
struct SessionState {
  std::int32_t generation = 1;
  bool is_over = false;        // ended, or not used for too long
  bool is_known = false;       // the token is one of the present generation's
  bool was_just_used = false;  // it is the one that the present generation was asked for with, moments ago
  int siblings = 1;
};

enum class RefreshVerdict {
  rotate,        // a token of the present generation: the next begins
  answer_again,  // the answer was lost: one more token of the present generation
  reused,        // it was used before, or another of its generation was: two hold what one was given
  refuse,
};
RefreshVerdict judge_refresh(const SessionState& session, std::int32_t token_generation);

}  // namespace kontor::identity
