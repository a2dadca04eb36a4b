#include "kernel/events/dispatched_house.hpp"

#include <stdexcept>

#include "kernel/core/format.hpp"
#include "kernel/json/json.hpp"

namespace kontor::test {

DispatchedHouse::DispatchedHouse(const Changes& changes) : EventHouse(changes) {}

Result<void> DispatchedHouse::misbehave(const std::string& group, const std::string& key, std::int64_t number) {
  std::unique_lock lock(mutex_);
  ++waiting_;
  changed_.wait_for(lock, std::chrono::seconds(30), [&] { return held_ != group; });
  --waiting_;
  const auto told = failing_.find({key, number});
  if (told == failing_.end() || told->second-- <= 0) return {};
  ++failures_;
  if (by_exception_) throw std::runtime_error("thrown by the handler");
  return Error{ErrorKind::rejected, "told_to_fail", "The test said so."};
}

events::Group DispatchedHouse::noting(const std::string& name) {
  return events::Group(name, shelf)
      .on<NoteWritten>([this, name](db::Tx& tx, const NoteWritten& note, const events::Event& event) -> Result<void> {
        lock_key(tx, name, event.aggregateid);
        tx.post("insert into shelf.effect (group_name, key, number, event_id) values ($1, $2, $3, $4)", name,
                event.aggregateid, note.number, event.id);
        return misbehave(name, event.aggregateid, note.number);
      });
}

events::Group DispatchedHouse::shelving(const std::string& name) {
  return known_.emplace_back(noting(name));
}

events::Group DispatchedHouse::shelving_at_once(const std::string& name) {
  return known_.emplace_back(noting(name).at_once({NoteWritten::kMessage}));
}

events::Group DispatchedHouse::view(const std::string& name) {
  return known_.emplace_back(noting(name).rebuildable(
      [name](db::Tx& tx) { tx.post("delete from shelf.effect where group_name = $1", name); }));
}

events::Group DispatchedHouse::echo(const std::string& name) {
  return events::Group(name, shelf)
      .on<NoteWritten>([this](db::Tx& tx, const NoteWritten& note, const events::Event& event) -> Result<void> {
        log.publish(tx, event.aggregateid, TidyUp{std::to_string(note.number)});
        return {};
      });
}

events::Group DispatchedHouse::tidying(const std::string& name) {
  return events::Group(name, shelf)
      .on<TidyUp>([name](db::Tx& tx, const TidyUp& order, const events::Event& event) -> Result<void> {
        lock_key(tx, name, event.aggregateid);
        tx.post("insert into shelf.effect (group_name, key, number, event_id) values ($1, $2, $3::bigint, $4)", name,
                event.aggregateid, order.shelf, event.id);
        return {};
      });
}

std::unique_ptr<events::Dispatcher> DispatchedHouse::dispatch(std::vector<events::Group> groups) {
  auto dispatcher = std::make_unique<events::Dispatcher>(log, bus, std::move(groups), event_settings, logger, metrics);
  dispatcher->start();
  return dispatcher;
}

void DispatchedHouse::fail(const std::string& key, std::int64_t number, int times, bool by_exception) {
  const std::lock_guard lock(mutex_);
  failing_[{key, number}] = times;
  by_exception_ = by_exception;
}

void DispatchedHouse::heal() {
  const std::lock_guard lock(mutex_);
  failing_.clear();
}

int DispatchedHouse::failures() const {
  const std::lock_guard lock(mutex_);
  return failures_;
}

void DispatchedHouse::hold(const std::string& group) {
  const std::lock_guard lock(mutex_);
  held_ = group;
}

void DispatchedHouse::let_go() {
  const std::lock_guard lock(mutex_);
  held_.clear();
  changed_.notify_all();
}

int DispatchedHouse::held() const {
  const std::lock_guard lock(mutex_);
  return waiting_;
}

Result<void> DispatchedHouse::write(std::string_view key, std::int64_t number, Uuid id) {
  return shelf.transact([&](db::Tx& tx) -> Result<void> {
    log.append(tx, {.topic = kNotes,
                    .aggregatetype = "note",
                    .aggregateid = std::string(key),
                    .type = "shelf.note_written",
                    .payload = json::to_json(NoteWritten{number, "words"}),
                    .id = id});
    return {};
  });
}

Result<void> DispatchedHouse::append(const std::string& type, int version, const std::string& key) {
  return shelf.transact([&](db::Tx& tx) -> Result<void> {
    log.append(tx, {.topic = kNotes,
                    .aggregatetype = "note",
                    .aggregateid = key,
                    .type = type,
                    .version = version,
                    .payload = "{}"});
    return {};
  });
}

std::int64_t DispatchedHouse::handled(const std::string& group) const {
  return std::stoll(run_sql(format("select count(*) from shelf.effect where group_name = '{}'", group)));
}

std::vector<std::int64_t> DispatchedHouse::handled_numbers(const std::string& group, const std::string& key) const {
  const auto rows =
      shelf.read("select number from shelf.effect where group_name = $1 and key = $2 order by place", group, key);
  std::vector<std::int64_t> numbers;
  if (!rows) return numbers;
  for (const auto& row : *rows) numbers.push_back(row.get<std::int64_t>("number"));
  return numbers;
}

Result<void> DispatchedHouse::Publisher::write(std::string_view key, std::int64_t number) {
  return shelf_.transact([&](db::Tx& tx) -> Result<void> {
    log_.publish(tx, key, NoteWritten{number, "words"});
    return {};
  });
}

}  // namespace kontor::test
