#include "kernel/events/catalogue.hpp"

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "app/actions.hpp"
#include "app/events/actions.hpp"
#include "app/exit_codes.hpp"
#include "app/house.hpp"
#include "app/terminal.hpp"
#include "kernel/core/format.hpp"
#include "kernel/json/json.hpp"

namespace kontor::app::events_command {

namespace {

struct MessageView {
  std::string type;
  int version = 1;
  std::string topic;
  std::string producer;
  std::string aggregate;
  json::Raw schema;
};
KONTOR_DESCRIBE(MessageView, type, version, topic, producer, aggregate, schema)

MessageView view_of(const events::MessageInfo& message) {
  const auto& type = *message.type;
  return {std::string(type.name),       type.version,
          std::string(type.topic.name), std::string(message.producer()),
          std::string(type.aggregate),  {events::schema_of(message)}};
}

std::string contents_of(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

Result<void> write_file(const std::filesystem::path& file, const std::string& text) {
  std::ofstream stream(file, std::ios::binary | std::ios::trunc);
  stream << text;
  if (stream.flush()) return {};
  return Error{ErrorKind::internal, "not_written", format("cannot write {}", file.string())};
}

// What was written once stays understood, or it gets a new version.
Result<void> write_schema(const std::filesystem::path& folder, const events::MessageInfo& message) {
  const auto file = folder / message.file_name();
  const auto schema = events::schema_of(message);
  if (std::filesystem::exists(file)) {
    const auto differences = events::incompatibilities(contents_of(file), schema);
    if (!differences.empty()) {
      return conflict("incompatible", format("{} is not what {} says: {}. Give the message its next version instead.",
                                             message.type->name, file.string(), differences.front()));
    }
  }
  return write_file(file, schema);
}

// Nothing is asked of a database: the house is built to be looked at.
std::string page() {
  const telemetry::Log log({.level = telemetry::LogLevel::off});
  telemetry::Metrics metrics;
  db::DatabaseSettings nowhere;
  nowhere.url = "postgresql:///nowhere";
  const House house({}, nowhere, log, metrics, {});
  return events::catalogue_page(all_messages(), house.consumers());
}

Result<void> write_all(const std::filesystem::path& folder) {
  for (const auto& message : all_messages()) {
    if (auto done = write_schema(folder, message); !done) return done;
  }
  return write_file(folder / "README.md", page());
}

}  // namespace

int catalogue(const CommandLine& line) {
  if (line.has("write")) {
    const auto done = write_all(line.option("write", ""));
    return done ? kDone : (print_error(done.error()), kFailed);
  }
  if (line.has("json")) {
    std::vector<MessageView> views;
    for (const auto& message : all_messages()) views.push_back(view_of(message));
    std::puts(json::to_json(views).c_str());
  } else {
    std::fputs(page().c_str(), stdout);
  }
  return kDone;
}

}  // namespace kontor::app::events_command
