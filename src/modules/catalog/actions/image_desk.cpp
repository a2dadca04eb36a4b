#include "modules/catalog/actions/image_desk.hpp"

#include "kernel/media/prepare.hpp"
#include "modules/catalog/store/media_files.hpp"
#include "modules/catalog/store/products.hpp"

namespace kontor::catalog {

namespace {

constexpr int kFilesAtOnce = 200;
constexpr auto kStorePatience = std::chrono::seconds(30);

telemetry::Counter& uploads(telemetry::Metrics& metrics, const char* outcome) {
  return metrics.counter("kontor_catalog_image_uploads_total", "Pictures that were uploaded, by what became of them.",
                         {{"outcome", outcome}});
}

class Stopwatch {
 public:
  explicit Stopwatch(telemetry::Histogram& seconds) : seconds_(seconds) {}
  ~Stopwatch() {
    const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - begun_;
    seconds_.observe(taken.count());
  }
  Stopwatch(const Stopwatch&) = delete;
  Stopwatch& operator=(const Stopwatch&) = delete;

 private:
  telemetry::Histogram& seconds_;
  std::chrono::steady_clock::time_point begun_ = std::chrono::steady_clock::now();
};

Result<void> put_all(media::Store& store, const media::Name& name, const media::Prepared& picture, Deadline deadline) {
  // The original last: where it is, all of it is.
  for (std::size_t i = 0; i < media::kSizes.size(); ++i) {
    auto done = store.put(name.in_size(media::kSizes[i]), picture.sizes[i], deadline);
    if (!done) return done;
  }
  return store.put(name, picture.original, deadline);
}

Result<void> remove_all(media::Store& store, const std::string& path, Deadline deadline) {
  const auto name = media::Name::parse(path);
  if (!name) return {};
  for (const auto size : media::kSizes) {
    if (auto done = store.remove(name->in_size(size), deadline); !done) return done;
  }
  return store.remove(*name, deadline);
}

}  // namespace

ImageDesk::ImageDesk(db::Database database, media::Store& store, const media::MediaSettings& settings,
                     telemetry::Metrics& metrics)
    : database_(std::move(database)),
      store_(store),
      settings_(settings),
      seconds_(metrics.histogram("kontor_catalog_image_seconds", "Reading a picture and making its thumbnails.",
                                 telemetry::latency_bounds_seconds())),
      stored_(uploads(metrics, "stored")),
      refused_(uploads(metrics, "refused")),
      removed_(metrics.counter("kontor_catalog_media_removed_total", "Pictures removed because nobody has them.")) {}

Result<Image> ImageDesk::take_in(const ProductId& product, std::string_view bytes, Deadline deadline) {
  const auto picture = [&] {
    const Stopwatch watch(seconds_);
    return media::prepare(bytes, settings_.limits());
  }();
  if (!picture) return refused_.add(), picture.error();
  const auto name = media::Name::of(picture->original, picture->format);
  auto image = announced(product, {ImageId::generate(), name.str(), "", picture->width, picture->height, {}});
  if (!image) return image;
  if (auto done = put_all(store_, name, *picture, deadline); !done) return std::move(done).error();
  stored_.add();
  return image;
}

Result<Image> ImageDesk::announced(const ProductId& product, const Image& image) {
  return database_.transact([&](db::Tx& tx) -> Result<Image> {
    if (!products::missing(tx, std::span(&product, 1)).empty()) return not_found("product");
    if (media_files::announce(tx, {image.path, image.width, image.height})) return image;
    return unavailable("The same picture is just being removed; please send it again.");
  });
}

Result<void> ImageDesk::remove_some(const jobs::JobRun& run, std::size_t& removed) {
  const auto condemned = database_.transact(
      [](db::Tx& tx) -> Result<std::vector<std::string>> { return media_files::condemn(tx, kFilesAtOnce); });
  if (!condemned) return condemned.error();
  std::vector<std::string> gone;
  Result<void> outcome;
  for (const auto& path : *condemned) {
    outcome = remove_all(store_, path, Deadline::after(kStorePatience));
    if (!outcome || run.stop_requested()) break;
    gone.push_back(path);
  }
  removed = gone.size();
  removed_.add(removed);
  auto forgotten =
      database_.transact([&](db::Tx& tx) -> Result<void> { return media_files::forget(tx, gone), Result<void>(); });
  return outcome ? forgotten : outcome;
}

jobs::Job ImageDesk::tidy_job() {
  return {.name = "catalog.tidy_media",
          .when = jobs::When::every(std::chrono::hours(1)),
          .run = [this](const jobs::JobRun& run) -> Result<void> {
            while (!run.stop_requested()) {
              const auto noted = database_.transact(
                  [](db::Tx& tx) -> Result<std::size_t> { return media_files::note_unused(tx, kFilesAtOnce); });
              if (!noted) return noted.error();
              if (*noted == 0) break;
            }
            for (std::size_t removed = 1; removed > 0 && !run.stop_requested();) {
              if (auto done = remove_some(run, removed); !done) return done;
            }
            return {};
          }};
}

}  // namespace kontor::catalog
