#include "modules/identity/store/throttle_rows.hpp"

#include <vector>

#include "kernel/core/text.hpp"

namespace kontor::identity::throttle_rows {

Result<std::chrono::seconds> wait_of(const db::Database& database, std::span<const crypto::Digest> digests) {
  std::vector<std::string> elements;
  for (const auto& digest : digests) elements.push_back("\\x" + text::hex(digest));
  const auto rows = database.read(R"sql(
    select coalesce(ceil(extract(epoch from max(throttle.blocked_until) - kernel.now())), 0)::bigint as seconds
    from identity.throttle
    where throttle.digest = any($1::bytea[]) and throttle.blocked_until > kernel.now()
  )sql",
                                  elements);
  if (!rows) return rows.error();
  return std::chrono::seconds(rows->one().get<std::int64_t>("seconds"));
}

void count_failure(db::Tx& tx, const crypto::Digest& digest, const Delay& delay, std::chrono::seconds forgotten_after) {
  tx.post(R"sql(
    insert into identity.throttle as known (digest, failures, last_failure_at, blocked_until)
    values ($1, 1, kernel.now(), kernel.now() + case when $2 <= 1 then interval '1 second' else interval '0' end)
    on conflict (digest) do update
    set (failures, last_failure_at, blocked_until) = (
      select counted.failures, kernel.now(),
             kernel.now() + case when counted.failures < $2 then interval '0'
                                 else make_interval(secs => least(power(2, least(counted.failures - $2, 30)), $3)) end
      from (select case when known.last_failure_at < kernel.now() - make_interval(secs => $4) then 1
                        else known.failures + 1 end as failures) counted)
  )sql",
          std::span<const std::uint8_t>(digest), delay.attempts, delay.longest_seconds, forgotten_after.count());
}

void forget(db::Tx& tx, const crypto::Digest& digest) {
  tx.post(R"sql(delete from identity.throttle where digest = $1)sql", std::span<const std::uint8_t>(digest));
}

std::uint64_t forget_older(db::Tx& tx, std::chrono::seconds than) {
  return tx.execute(R"sql(
    delete from identity.throttle
    where digest in (select old.digest from identity.throttle old
                     where old.last_failure_at < kernel.now() - make_interval(secs => $1)
                     order by old.last_failure_at limit 5000 for update skip locked)
  )sql",
                    than.count());
}

}  // namespace kontor::identity::throttle_rows
