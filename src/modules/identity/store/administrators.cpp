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

bool exist(db::Tx& tx) {
  return tx
      .query(R"sql(
    select exists (select from identity.account
                   where account.roles @> '{administrator}' and account.status <> 'erased') as there_is_one
  )sql")
      .one()
      .get<bool>("there_is_one");
}

void add_role(db::Tx& tx, const UserId& account) {
  tx.execute(R"sql(
    update identity.account
    set roles = array_append(roles, 'administrator'), updated_at = kernel.now(), version = version + 1
    where account.id = $1 and not roles @> '{administrator}'
  )sql",
             account);
}

}  // namespace kontor::identity::administrators
