#include "modules/catalog/module.hpp"

#include "kernel/http/content_cache.hpp"
#include "modules/catalog/api/events.hpp"
#include "modules/catalog/http/endpoints.hpp"
#include "modules/catalog/seed/seeding.hpp"
#include "modules/catalog/store/product_reads.hpp"

namespace kontor::catalog {

namespace {

constexpr std::size_t kMostVariants = 500;

http::ContentCache::Bounds bounds_from(const CatalogSettings& settings) {
  return {static_cast<std::size_t>(settings.cache_bytes), std::chrono::milliseconds(settings.cache_ttl_ms)};
}

class ReadingCatalog final : public Catalog {
 public:
  explicit ReadingCatalog(const ProductReads& reads) : reads_(reads) {}

  Result<std::vector<VariantSummary>> variants(std::span<const VariantId> ids) const override {
    if (ids.size() > kMostVariants) {
      return Error{ErrorKind::invalid, "too_many", "At most 500 variants can be asked for at once."};
    }
    return reads_.variants(ids);
  }

 private:
  const ProductReads& reads_;
};

}  // namespace

void CatalogSettings::rules(json::Rules<CatalogSettings>& rule) {
  rule(&CatalogSettings::default_currency).doc("Of the prices that lists compare when nobody says which");
  rule(&CatalogSettings::cache_bytes).doc("Most memory for ready answers; 0 turns the cache off").range(0, INT32_MAX);
  rule(&CatalogSettings::cache_ttl_ms).doc("How old a cached answer may be").range(0, 60'000);
}

class Module::Parts {
 public:
  Parts(const CatalogSettings& settings, db::Database database, events::Log& log, events::Tails& tails,
        const Clock& clock, telemetry::Metrics& metrics)
      : database_(std::move(database)),
        log_(log),
        default_currency_(settings.default_currency),
        reads_(database_),
        catalog_(reads_),
        cache_(bounds_from(settings), clock, metrics, "catalog"),
        news_(tails.listen({kCatalogEvents}, {.on_event = [this](const events::Event&) { cache_.clear(); },
                                              .on_gap = [this] { cache_.clear(); }})) {}

  const Catalog& catalog() const { return catalog_; }
  std::vector<http::Endpoint> endpoints() { return catalog::endpoints(reads_, cache_, default_currency_); }
  Result<void> check() const { return reads_.check(); }
  Result<SeedReport> seed(const SeedOrder& order) { return fill_with_demo_data(database_, log_, order); }

 private:
  db::Database database_;
  events::Log& log_;
  Currency default_currency_;
  ProductReads reads_;
  ReadingCatalog catalog_;
  http::ContentCache cache_;
  events::Tails::Subscription news_;  // of this or another instance: what is cached may be old
};

std::vector<events::MessageInfo> messages() {
  return {events::describe<ProductsSeeded>()};
}

Module::Module(const CatalogSettings& settings, db::Database database, events::Log& log, events::Tails& tails,
               const Clock& clock, telemetry::Metrics& metrics)
    : parts_(std::make_unique<Parts>(settings, std::move(database), log, tails, clock, metrics)) {}

Module::~Module() = default;

const Catalog& Module::catalog() const {
  return parts_->catalog();
}
std::vector<http::Endpoint> Module::endpoints() const {
  return parts_->endpoints();
}
Result<void> Module::check() const {
  return parts_->check();
}
Result<SeedReport> Module::seed(const SeedOrder& order) const {
  return parts_->seed(order);
}

}  // namespace kontor::catalog
