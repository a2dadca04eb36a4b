#include "kernel/audit/store/entries.hpp"

#include <algorithm>

#include "kernel/core/format.hpp"
#include "kernel/core/text.hpp"

namespace kontor::audit::store {

namespace {

constexpr std::string_view kHead = R"sql(
  select number, hash from audit.entry order by number desc limit 1)sql";

constexpr std::string_view kAppend = R"sql(
  insert into audit.entry (number, at, event_id, action, subject, actor, correlation_id, before, after, personal,
                           previous_hash, hash)
  select fresh.number, fresh.at, fresh.event_id, fresh.action, fresh.subject, fresh.actor, fresh.correlation_id,
    fresh.before, fresh.after, fresh.personal, fresh.previous_hash, fresh.hash
  from unnest($1::bigint[], $2::timestamptz[], $3::uuid[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[],
              $9::text[], $10::text[], $11::bytea[], $12::bytea[])
    as fresh(number, at, event_id, action, subject, actor, correlation_id, before, after, personal, previous_hash,
             hash))sql";

constexpr std::string_view kEntries = R"sql(
  select number, at, event_id, action, subject, actor, correlation_id, before, after, personal, previous_hash, hash
  from audit.entry)sql";

constexpr std::string_view kBetween = R"sql(
  select number, at, event_id, action, subject, actor, correlation_id, before, after, personal, previous_hash, hash
  from audit.entry
  where number > $1 and number <= $2
  order by number
  limit $3)sql";

// What is no digest, because somebody changed the table, fits no chain either.
crypto::Digest digest_of(const db::Bytes& bytes) {
  crypto::Digest digest{};
  if (bytes.size() == digest.size()) std::ranges::copy(bytes, digest.begin());
  return digest;
}

Entry entry_of(const db::Row& row) {
  Entry entry;
  entry.number = row.get<std::int64_t>("number");
  entry.at = row.get<Timestamp>("at");
  entry.event_id = row.get<Uuid>("event_id");
  entry.action = row.get<std::string>("action");
  entry.subject = row.get<std::string>("subject");
  entry.actor = row.get<std::string>("actor");
  entry.correlation_id = row.get<std::string>("correlation_id");
  entry.before = row.get<std::string>("before");
  entry.after = row.get<std::string>("after");
  entry.personal = row.get<std::string>("personal");
  entry.previous_hash = digest_of(row.get<db::Bytes>("previous_hash"));
  entry.hash = digest_of(row.get<db::Bytes>("hash"));
  return entry;
}

std::vector<Entry> entries_of(const db::Rows& rows) {
  std::vector<Entry> entries;
  entries.reserve(rows.size());
  for (const auto& row : rows) entries.push_back(entry_of(row));
  return entries;
}

Anchor anchor_of(const db::Rows& rows) {
  const auto row = rows.maybe_one();
  return row ? Anchor{row->get<std::int64_t>("number"), digest_of(row->get<db::Bytes>("hash"))} : Anchor{};
}

// One member of all entries, as an array.
template <class Get>
auto column(std::span<const Entry> entries, Get get) {
  std::vector<std::decay_t<std::invoke_result_t<Get, const Entry&>>> values;
  values.reserve(entries.size());
  for (const auto& entry : entries) values.push_back(std::invoke(get, entry));
  return values;
}

std::string element(const crypto::Digest& digest) {
  return "\\x" + text::hex(digest);
}

// Conditions that were asked for only, so that each question is planned for what it asks.
class Conditions {
 public:
  template <class T>
  void add(std::string_view condition, const std::optional<T>& value) {
    if (!value) return;
    params_.add(*value);
    sql_ += format("{} {} ${}", sql_.empty() ? " where" : " and", condition, params_.size());
  }
  const std::string& sql() const { return sql_; }
  db::Params& params() { return params_; }

 private:
  std::string sql_;
  db::Params params_;
};

}  // namespace

Anchor head(db::Tx& tx) {
  return anchor_of(tx.query(kHead));
}

Result<Anchor> head(const db::Database& audit) {
  const auto rows = audit.read(kHead);
  if (!rows) return rows.error();
  return anchor_of(*rows);
}

void append(db::Tx& tx, std::span<const Entry> entries) {
  tx.post(kAppend, column(entries, &Entry::number), column(entries, &Entry::at), column(entries, &Entry::event_id),
          column(entries, &Entry::action), column(entries, &Entry::subject), column(entries, &Entry::actor),
          column(entries, &Entry::correlation_id), column(entries, &Entry::before), column(entries, &Entry::after),
          column(entries, &Entry::personal),
          column(entries, [](const Entry& entry) { return element(entry.previous_hash); }),
          column(entries, [](const Entry& entry) { return element(entry.hash); }));
}

Result<std::vector<Entry>> newest(const db::Database& audit, const EntryQuery& query) {
  Conditions conditions;
  conditions.add("action =", query.action);
  conditions.add("subject =", query.subject);
  conditions.add("actor =", query.actor);
  conditions.add("at >=", query.from);
  conditions.add("at <", query.to);
  conditions.add("number <", query.older_than);
  conditions.params().add(query.limit);
  const auto sql =
      format("{}{} order by number desc limit ${}", kEntries, conditions.sql(), conditions.params().size());
  const auto rows = audit.read(sql, conditions.params());
  if (!rows) return rows.error();
  return entries_of(*rows);
}

Result<std::vector<Entry>> between(const db::Database& audit, std::int64_t behind, std::int64_t upto, int limit) {
  const auto rows = audit.read(kBetween, behind, upto, limit);
  if (!rows) return rows.error();
  return entries_of(*rows);
}

}  // namespace kontor::audit::store
