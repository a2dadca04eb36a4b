#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "kernel/core/result.hpp"
#include "kernel/core/time.hpp"
#include "kernel/media/name.hpp"
#include "kernel/media/settings.hpp"
#include "kernel/telemetry/log.hpp"
#include "kernel/telemetry/metrics.hpp"
#include "kernel/telemetry/tracer.hpp"

namespace kontor::media {

// Where pictures are kept. All of it blocks, until the deadline at the longest; safe from any thread. What the store
// cannot do at the moment is `unavailable`. Which pictures there are is known to who put them: it has no list.
class Store {
 public:
  struct Piece {
    std::uint64_t first = 0;
    std::uint64_t length = 0;
  };

  virtual ~Store() = default;
  // There whole or not at all, and still there after a crash. The same name stands for the same picture, so it may be
  // repeated.
  virtual Result<void> put(const Name& name, std::string_view bytes, Deadline deadline) = 0;
  // `not_found`
  virtual Result<std::uint64_t> size(const Name& name, Deadline deadline) = 0;
  // All of it, or a piece that lies within. `not_found`
  virtual Result<std::string> get(const Name& name, std::optional<Piece> piece, Deadline deadline) = 0;
  // Also good when there is none.
  virtual Result<void> remove(const Name& name, Deadline deadline) = 0;
  // Where clients may get it without us; nullopt: nowhere.
  virtual std::optional<std::string> public_url(const Name&) const { return std::nullopt; }
};

// What a store of any kind stands on; outlives it.
struct StoreGround {
  const Clock& clock;
  const telemetry::Log& log;
  telemetry::Metrics& metrics;
  telemetry::Tracer tracer;
};

// The one that the settings name, which were checked. `folder` is where a disk's pictures lie; it is made when the
// first one comes.
std::unique_ptr<Store> open_store(const MediaSettings& settings, std::filesystem::path folder, StoreGround ground);

}  // namespace kontor::media
