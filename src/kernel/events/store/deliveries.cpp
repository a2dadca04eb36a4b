#include "kernel/events/store/deliveries.hpp"

#include "kernel/core/format.hpp"
#include "kernel/json/json.hpp"

namespace kontor::events::store {

namespace {

Event delivered_event(const db::Row& row, const Delivery& delivery, std::int64_t position) {
  auto headers = json::read<Headers>(row.get<std::string_view>("headers"), {.unknown = json::Unknown::ignore});
  return {.position = position,
          .topic = delivery.topic,
          .partition = delivery.partition.number,
          .id = row.get<Uuid>("id"),
          .aggregatetype = row.get<std::string>("aggregatetype"),
          .aggregateid = row.get<std::string>("aggregateid"),
          .type = row.get<std::string>("type"),
          .version = row.get<std::int16_t>("version"),
          .time = row.get<Timestamp>("time"),
          .headers = headers ? *std::move(headers) : Headers{},
          .payload = row.get<std::string>("payload")};
}

std::vector<std::string> texts_of(std::span<const MessageType> messages) {
  std::vector<std::string> texts;
  for (const auto& message : messages) texts.push_back(format("{}/{}", message.name, message.version));
  return texts;
}

// One more row of what is taken of a partition.
void add_row(Taken& taken, const db::Row& row, const Delivery& delivery) {
  taken.queued = row.get<bool>("queued");
  taken.seen = row.get<std::int32_t>("seen");
  taken.more = row.get<bool>("more");
  const auto position = row.get<std::optional<std::int64_t>>("position");
  if (position) taken.events.push_back(delivered_event(row, delivery, *position));
}

}  // namespace

int subscribe(db::Tx& tx, const Registration& group, const Attendance& by) {
  return tx
      .query("select bus.subscribe($1, $2, $3::smallint[], $4, $5, $6::integer) as id", group.name, group.rebuildable,
             group.topic_ids, texts_of(group.messages), by.instance, by.good_for.count())
      .one()
      .get<std::int16_t>("id");
}

int attend(db::Tx& tx, const std::vector<int>& group_ids, const Attendance& by) {
  return tx
      .query("select bus.attend($1::smallint[], $2, $3::integer) as attended", group_ids, by.instance,
             by.good_for.count())
      .one()
      .get<std::int32_t>("attended");
}

std::optional<Taken> take(db::Tx& tx, const Delivery& delivery, std::span<const MessageType> known,
                          const BatchLimits& limits) {
  const auto rows = tx.query(R"sql(
    select queued, seen, more, position, id, aggregatetype, aggregateid, type, version, time, headers, payload
    from bus.take($1::smallint, $2::smallint, $3::smallint, $4::text[], $5::integer, $6::integer))sql",
                             delivery.group_id, delivery.partition.topic_id, delivery.partition.number, texts_of(known),
                             limits.events, limits.bytes);
  if (rows.empty()) return std::nullopt;
  Taken taken;
  for (const auto& row : rows) add_row(taken, row, delivery);
  return taken;
}

std::vector<std::optional<Taken>> take_each(db::Tx& tx, std::span<const Delivery* const> deliveries,
                                            std::span<const MessageType> known, const BatchLimits& limits) {
  std::vector<int> topic_ids;
  std::vector<int> partitions;
  for (const auto* delivery : deliveries) {
    topic_ids.push_back(delivery->partition.topic_id);
    partitions.push_back(delivery->partition.number);
  }
  const auto rows =
      tx.query(R"sql(
    select place, queued, seen, more, position, id, aggregatetype, aggregateid, type, version, time, headers, payload
    from bus.take_each($1::smallint, $2::smallint[], $3::smallint[], $4::text[], $5::integer, $6::integer))sql",
               deliveries.front()->group_id, topic_ids, partitions, texts_of(known), limits.events, limits.bytes);
  std::vector<std::optional<Taken>> all(deliveries.size());
  for (const auto& row : rows) {
    const auto place = static_cast<std::size_t>(row.get<std::int32_t>("place")) - 1;
    if (!all[place]) all[place].emplace();
    add_row(*all[place], row, *deliveries[place]);
  }
  return all;
}

std::optional<Verdict> fail(db::Tx& tx, const Delivery& delivery, const Failed& event, const RetryRules& rules) {
  const auto row = tx.query(R"sql(
    select attempts, dead, pause_ms
    from bus.fail($1::smallint, $2::smallint, $3::smallint, $4, $5, $6::integer, $7::integer, $8::integer, $9, $10))sql",
                            delivery.group_id, delivery.partition.topic_id, delivery.partition.number, event.position,
                            event.queued, rules.attempts, rules.first_ms, rules.longest_ms, event.code, event.detail)
                       .maybe_one();
  if (!row) return std::nullopt;
  return Verdict{row->get<std::int32_t>("attempts"), row->get<bool>("dead"), row->get<std::int32_t>("pause_ms")};
}

}  // namespace kontor::events::store
