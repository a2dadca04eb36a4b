#include "modules/identity/domain/refresh_rules.hpp"

namespace kontor::identity {

RefreshVerdict judge_refresh(const SessionState& session, std::int32_t token_generation) {
  if (session.is_over) return RefreshVerdict::refuse;
  if (token_generation >= session.generation) {
    return session.is_known && token_generation == session.generation ? RefreshVerdict::rotate : RefreshVerdict::refuse;
  }
  if (!session.was_just_used) return RefreshVerdict::reused;
  return session.siblings < kSiblings ? RefreshVerdict::answer_again : RefreshVerdict::refuse;
}

}  // namespace kontor::identity
