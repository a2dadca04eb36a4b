#include "kernel/config/load.hpp"

#include "kernel/config/loader.hpp"

namespace kontor::config::detail {

Result<std::vector<Entry>> load_into(const json::Type& type, void* target, const Sources& sources) {
  Loader loader(type, target);
  loader.take_file(sources.file_name, sources.file_text);
  loader.take_environment(sources);
  loader.take_flags(sources.flags);
  auto problems = loader.take_problems();
  if (problems.empty()) return loader.entries();
  return Error{ErrorKind::invalid, "invalid_configuration", "The configuration cannot be used.", std::move(problems)};
}

}  // namespace kontor::config::detail
