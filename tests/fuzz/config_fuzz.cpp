// Any text is a configuration file or is refused with problems, and the listing of what was taken hides the secret.

#include <cstdint>
#include <string>
#include <string_view>

#include "fuzz/demand.hpp"
#include "kernel/config/load.hpp"
#include "kernel/config/settings.hpp"
#include "kernel/core/text.hpp"

using namespace kontor;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  config::Sources sources;
  sources.file_text.assign(reinterpret_cast<const char*>(data), size);
  const auto loaded = config::load<shop::Settings>(sources);
  if (!loaded) {
    demand(!loaded.error().fields.empty(), "a refusal names its problems");
    for (const auto& field : loaded.error().fields)
      demand(text::is_valid_utf8(field.detail), "a problem is valid UTF-8");
    return 0;
  }
  demand(loaded->settings.http.workers >= 1 && loaded->settings.http.workers <= 1024, "what is taken is in its range");
  for (const auto& entry : loaded->entries) {
    demand(entry.key != "database.password" || entry.value.empty() || entry.value == "***", "a secret is masked");
  }
  return 0;
}
