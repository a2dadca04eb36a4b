#include "modules/identity/store/locks.hpp"

namespace kontor::identity {

namespace {

// The class of identity's advisory locks; those of the log are in kernel/events/store/lock_classes.hpp.
constexpr int kClass = 7220;

}  // namespace

void take_turn(db::Tx& tx, Turn turn) {
  tx.post(R"sql(select pg_advisory_xact_lock($1::integer, $2::integer))sql", kClass, static_cast<int>(turn));
}

}  // namespace kontor::identity
