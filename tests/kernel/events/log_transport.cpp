#include "kernel/events/log_transport.hpp"

#include <stdexcept>

#include "kernel/core/format.hpp"
#include "support/eventually.hpp"

namespace kontor::test {

namespace {

template <class T>
void require(const Result<T>& result) {
  if (!result) throw std::runtime_error(result.error().code + ": " + result.error().detail);
}

}  // namespace

class LogTransport::LogInstance final : public Transport::Instance {
 public:
  LogInstance(const db::DatabaseSettings& settings, std::vector<Listener> listeners)
      : program(settings, std::move(listeners), {}) {}
  void close() override { program.close(); }

  EventProgram program;
};

LogTransport::LogTransport()
    : database_(event_migrations()),
      logger_({.level = telemetry::LogLevel::off}),
      pool_(database_.settings(), logger_, metrics_),
      publisher_(database_.settings(), {}, {}) {}

std::unique_ptr<Transport::Instance> LogTransport::open(std::vector<Listener> listeners) {
  auto instance = std::make_unique<LogInstance>(database_.settings(), std::move(listeners));
  if (!eventually([&] { return instance->program.serves(); })) throw std::runtime_error("serves nothing");
  return instance;
}

void LogTransport::publish(const std::string& key, std::int64_t number, std::optional<Uuid> id) {
  require(publisher_.publish(key, number, id));
}

void LogTransport::replay(Instance& instance, const std::string& group) {
  require(dynamic_cast<LogInstance&>(instance).program.groups().replay(group));
}

std::vector<Transport::Effect> LogTransport::effects(const std::string& group) const {
  const auto rows = db::Database(pool_, "shelf")
                        .read("select key, number from shelf.effect where group_name = $1 order by place", group);
  require(rows);
  std::vector<Effect> all;
  for (const auto& row : *rows) all.push_back({row.get<std::string>("key"), row.get<std::int64_t>("number")});
  return all;
}

int LogTransport::dead_letters(const std::string& group) const {
  return std::stoi(
      database_.run_sql(format("select count(*) from bus.dead_letter join bus.subscriber on id = group_id"
                               " where dead and name = '{}'",
                               group)));
}

}  // namespace kontor::test
