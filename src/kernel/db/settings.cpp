#include "kernel/db/pool.hpp"

namespace kontor::db {

void DatabaseSettings::rules(json::Rules<DatabaseSettings>& rule) {
  using S = DatabaseSettings;
  rule(&S::url)
      .optional()
      .doc("postgres://user@host:5432/name; empty: a private PostgreSQL in the data directory")
      .example("postgres://kontor@localhost/kontor");
  rule(&S::owner_url).optional().doc("As the owner of the schemas, for migrations; empty: the same as url");
  rule(&S::replica_url).optional().doc("A read replica, for reads that may be some moments old; empty: none");
  rule(&S::role_prefix)
      .optional()
      .length(0, 40)
      .doc("Modules act as the roles <prefix>_<module>; empty: the database's name");
  rule(&S::pool_size).optional().range(1, 1000).doc("Most sessions with the server");
  rule(&S::sessions_for_all)
      .optional()
      .range(0, 1000)
      .doc(
          "While so many of them work, pages, carts and whatever else is less important than a checkout have one at a "
          "time; 0: two for each processor, at least 4, at most pool_size");
  rule(&S::pool_wait_ms).optional().range(0, 60000).doc("Longest wait for a free session, then 503");
  rule(&S::connect_timeout_ms).optional().range(1, 60000).doc("Longest wait for a new session, in whole seconds");
  rule(&S::statement_timeout_ms).optional().range(0, 3600000).doc("Longest run of one statement; 0: no limit");
  rule(&S::lock_timeout_ms).optional().range(0, 3600000).doc("Longest wait for a lock; 0: no limit");
  rule(&S::idle_in_transaction_timeout_ms)
      .optional()
      .range(0, 3600000)
      .doc("Longest pause within a transaction; 0: no limit");
  rule(&S::transaction_attempts).optional().range(1, 100).doc("Runs of a transaction that meets conflicting ones");
  rule(&S::migrate_on_start).optional().doc("Bring the schemas up to date before serving");
}

}  // namespace kontor::db
