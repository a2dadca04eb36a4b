#pragma once

#include <string_view>

#include "kernel/core/result.hpp"
#include "kernel/core/time.hpp"
#include "kernel/db/database.hpp"
#include "kernel/jobs/job.hpp"
#include "kernel/media/settings.hpp"
#include "kernel/media/store.hpp"
#include "kernel/telemetry/metrics.hpp"
#include "modules/catalog/domain/product.hpp"

namespace kontor::catalog {

// Takes pictures in, and throws away those that nobody has. Safe from any thread.
class ImageDesk {
 public:
  ImageDesk(db::Database database, media::Store& store, const media::MediaSettings& settings,
            telemetry::Metrics& metrics);

  // Reads the bytes as a picture and puts it into the store, with its thumbnails. Not within a transaction: it
  // computes, and speaks to the store. What no product has in the end is removed after a day. Errors: those of
  // media::prepare, `not_found` for the product, `unavailable`.
  Result<Image> take_in(const ProductId& product, std::string_view bytes, Deadline deadline);

  std::size_t max_bytes() const { return static_cast<std::size_t>(settings_.max_bytes); }

  // Removes what has been without an image for a day. Must not outlive the desk.
  jobs::Job tidy_job();

 private:
  Result<Image> announced(const ProductId& product, const Image& image);
  Result<void> remove_some(const jobs::JobRun& run, std::size_t& removed);

  db::Database database_;
  media::Store& store_;
  const media::MediaSettings& settings_;
  telemetry::Histogram& seconds_;
  telemetry::Counter& stored_;
  telemetry::Counter& refused_;
  telemetry::Counter& removed_;
};

}  // namespace kontor::catalog
