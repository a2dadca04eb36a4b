#include "modules/identity/store/administrators.hpp"

#include "modules/identity/store/locks.hpp"

namespace kontor::identity::administrators {

bool is_last(db::Tx& tx, const UserId& id) {
  // A statement of its own: the next one sees what the transaction before has committed.
  take_turn(tx, Turn::administration);
  const auto row = tx.query(R"sql(
    select account.status = 'active' and account.roles @> '{administrator}'
           and not exists (select from identity.account other
                           where other.id <> account.id and other.status = 'active'
                             and other.roles @> '{administrator}') as is_last
    from identity.account where account.id = $1
  )sql",
                            id)
                       .maybe_one();
  return row && row->get<bool>("is_last");
}

}  // namespace kontor::identity::administrators
