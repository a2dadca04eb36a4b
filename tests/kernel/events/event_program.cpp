#include "kernel/events/event_program.hpp"

#include <algorithm>

#include "kernel/json/json.hpp"

namespace kontor::test {

namespace {

db::DatabaseSettings changed(db::DatabaseSettings settings, const EventProgram::Options& options) {
  settings.pool_size = 7;
  settings.idle_in_transaction_timeout_ms = options.idle_in_transaction_timeout_ms;
  return settings;
}

void write_effect(db::Tx& tx, const std::string& group, std::int64_t number, const events::Event& event) {
  lock_key(tx, group, event.aggregateid);
  tx.post("insert into shelf.effect (group_name, key, number, event_id) values ($1, $2, $3, $4)", group,
          event.aggregateid, number, event.id);
}

}  // namespace

EventProgram::EventProgram(const db::DatabaseSettings& settings, std::vector<Listener> listeners,
                           const Options& options)
    : logger_({.level = telemetry::LogLevel::off}),
      event_settings_(options.events),
      pool_(changed(settings, options), logger_, metrics_),
      bus_(pool_, "bus"),
      shelf_(pool_, "shelf"),
      log_(bus_, {kNotes, kErrands}, event_settings_, clock_, metrics_) {
  for (auto& listener : listeners) groups_.push_back(group_of(std::move(listener)));
  dispatcher_ = std::make_unique<events::Dispatcher>(log_, bus_, groups_, event_settings_, logger_, metrics_);
  dispatcher_->start();
}

events::Group EventProgram::group_of(Listener listener) {
  const auto name = listener.group;
  if (listener.obeys_tidying) {
    return events::Group(name, shelf_)
        .on<TidyUp>([name](db::Tx& tx, const TidyUp& order, const events::Event& event) -> Result<void> {
          write_effect(tx, name, std::stoll(order.shelf), event);
          return {};
        })
        .at_once(listener.at_once ? std::vector{TidyUp::kMessage} : std::vector<events::MessageType>());
  }
  auto group = events::Group(name, shelf_)
                   .on<NoteWritten>([this, listener](db::Tx& tx, const NoteWritten& note,
                                                     const events::Event& event) -> Result<void> {
                     write_effect(tx, listener.group, note.number, event);
                     if (listener.orders_tidying)
                       log_.publish(tx, event.aggregateid, TidyUp{std::to_string(note.number)});
                     return listener.then ? listener.then(event.aggregateid, note.number) : Result<void>();
                   });
  if (listener.at_once) return std::move(group).at_once({NoteWritten::kMessage});
  if (!listener.rebuildable) return group;
  return std::move(group).rebuildable(
      [name](db::Tx& tx) { tx.post("delete from shelf.effect where group_name = $1", name); });
}

bool EventProgram::serves() {
  const auto known = groups();
  return std::ranges::all_of(groups_, [&](const events::Group& group) { return known.find(group.name()).ok(); });
}

Result<void> EventProgram::note(const std::string& key) {
  return shelf_.transact([&](db::Tx& tx) -> Result<void> {
    const auto row = tx.query(R"sql(
      insert into shelf.note (number, key)
      select coalesce(max(number), 0) + 1, $1 from shelf.note
      on conflict do nothing
      returning number)sql",
                              key)
                         .maybe_one();
    if (!row) return conflict("taken", "Another wrote a note of this number.");
    const auto number = row->get<std::int64_t>("number");
    log_.publish(tx, key, NoteWritten{number, "words"});
    return {};
  });
}

Result<void> EventProgram::publish(const std::string& key, std::int64_t number, std::optional<Uuid> id) {
  return shelf_.transact([&](db::Tx& tx) -> Result<void> {
    log_.append(tx, {.topic = kNotes,
                     .aggregatetype = "note",
                     .aggregateid = key,
                     .type = "shelf.note_written",
                     .payload = json::to_json(NoteWritten{number, "words"}),
                     .id = id});
    return {};
  });
}

}  // namespace kontor::test
