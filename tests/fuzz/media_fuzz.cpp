// Any bytes are a picture or refused, and what is kept of a picture is one again.

#include <cstdint>
#include <string_view>

#include "fuzz/demand.hpp"
#include "kernel/media/prepare.hpp"

using namespace kontor;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const media::Limits limits{.bytes = 1 << 20, .pixels = 1 << 18, .side = 2000};
  const auto first = media::prepare(bytes, limits);
  if (!first) {
    demand(first.error().kind == ErrorKind::invalid, "a refusal is the sender's to act on");
    return 0;
  }
  demand(first->width > 0 && first->height > 0, "a picture has a size");
  demand(media::sniff(first->original) == first->format, "what is kept is of the format that it is said to be");
  for (const auto& sized : first->sizes) demand(media::sniff(sized) == media::Format::webp, "sizes are WebP");
  const auto second = media::prepare(first->original, limits);
  demand(second.ok(), "what is kept is a picture");
  demand(second->original == first->original, "and has nothing more to lose");
  return 0;
}
