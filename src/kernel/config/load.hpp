#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "kernel/core/result.hpp"
#include "kernel/json/type.hpp"

// Configuration: one described struct per section, gathered in a described struct of sections. A key is the path to a
// member, `http.listen`; later sources win: defaults, file, environment, flags.
namespace kontor::config {

struct Sources {
  std::string file_name;                           // for messages; empty when there is no file
  std::string file_text;                           // a subset of TOML: [section], key = value, # comments
  std::map<std::string, std::string> environment;  // the whole environment; KONTOR_… is ours, …_FILE names a file
  // Of variables that begin with KONTOR_ but are no configuration.
  std::vector<std::string> foreign_prefixes = {"KONTOR_TEST_"};
  std::vector<std::pair<std::string, std::string>> flags;  // key and value, for example from --http.listen=…
};

struct Entry {
  std::string key;
  std::string value;   // secrets are masked, passwords inside URLs too
  std::string source;  // "default", "config/kontor.toml:12", "KONTOR_HTTP_LISTEN", "--http.listen"
  std::string doc;
};

namespace detail {
Result<std::vector<Entry>> load_into(const json::Type& type, void* target, const Sources& sources);
}

template <class Settings>
struct Loaded {
  Settings settings;
  std::vector<Entry> entries;  // every key, in the order of the description
};

// Blocks for the files that KONTOR_…_FILE variables name. A failure is `invalid_configuration` with every problem:
// unknown and ill-typed keys, values out of range, broken lines; each with its place and the nearest known key. The
// pointer of a problem is the key, or the variable that is no key's.
template <class Settings>
Result<Loaded<Settings>> load(const Sources& sources) {
  Loaded<Settings> loaded{};
  auto entries = detail::load_into(json::type_of<Settings>(), &loaded.settings, sources);
  if (!entries) return std::move(entries).error();
  loaded.entries = *std::move(entries);
  return loaded;
}

}  // namespace kontor::config
