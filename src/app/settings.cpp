#include "app/settings.hpp"

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>

#include "app/failpoints.hpp"
#include "app/keys.hpp"
#include "kernel/core/format.hpp"

namespace kontor::app {

namespace {

std::map<std::string, std::string> environment() {
  std::map<std::string, std::string> variables;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string_view text(*entry);
    const auto equals = text.find('=');
    if (equals != std::string_view::npos) variables.emplace(text.substr(0, equals), text.substr(equals + 1));
  }
  return variables;
}

// Which file, and whether somebody asked for it by name.
std::optional<std::string> configuration_file(const CommandLine& line, std::map<std::string, std::string>& variables) {
  const auto named = variables.extract("KONTOR_CONFIG");
  if (line.has("config")) return line.option("config", "");
  if (named) return named.mapped();
  if (std::filesystem::exists("kontor.toml")) return "kontor.toml";
  return std::nullopt;
}

}  // namespace

void DataSettings::rules(json::Rules<DataSettings>& rule) {
  rule(&DataSettings::dir).doc("Folder for the embedded PostgreSQL and for media files").length(1, 4096);
}

void SecuritySettings::rules(json::Rules<SecuritySettings>& rule) {
  rule(&SecuritySettings::master_key)
      .doc("32 bytes in base64 or hex, which all keys in the database are wrapped under; empty: they stand as they are")
      .secret()
      .length(0, 64);
}

Result<config::Loaded<Settings>> load_settings(const CommandLine& line) {
  config::Sources sources;
  sources.environment = environment();
  sources.foreign_prefixes.emplace_back(kFailpointsVariable);
  sources.flags = line.settings;
  if (const auto file = configuration_file(line, sources.environment)) {
    std::ifstream stream(*file, std::ios::binary);
    if (!stream) return Error{ErrorKind::invalid, "configuration", format("cannot read {}", *file)};
    sources.file_name = *file;
    sources.file_text.assign(std::istreambuf_iterator<char>(stream), {});
  }
  auto loaded = config::load<Settings>(sources);
  if (!loaded) return loaded;
  if (auto sound = check_keys(loaded->settings); !sound) return std::move(sound).error();
  if (auto sound = media::check(loaded->settings.media); !sound) return std::move(sound).error();
  return loaded;
}

}  // namespace kontor::app
