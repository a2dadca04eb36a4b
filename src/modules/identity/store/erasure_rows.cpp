#include "modules/identity/store/erasure_rows.hpp"

namespace kontor::identity::erasure_rows {

void erase(db::Tx& tx, const UserId& id) {
  tx.post(R"sql(delete from identity.address where account_id = $1)sql", id);
  tx.post(R"sql(delete from identity.second_factor where account_id = $1)sql", id);
  tx.post(R"sql(delete from identity.one_time_token where account_id = $1)sql", id);
  tx.post(R"sql(
    update identity.account
    set status = 'erased', email = null, email_key = null, email_verified_at = null, password_hash = null, roles = '{}',
        first_name = null, last_name = null, preferences = '{}', updated_at = kernel.now(), version = version + 1
    where account.id = $1
  )sql",
          id);
}

std::uint64_t revoke_api_keys(db::Tx& tx, const UserId& id) {
  return tx.execute(R"sql(
    update identity.api_key set revoked_at = kernel.now() where created_by = $1 and revoked_at is null
  )sql",
                    id);
}

}  // namespace kontor::identity::erasure_rows
