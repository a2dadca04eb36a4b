#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "kernel/audit/trail.hpp"
#include "kernel/core/money.hpp"
#include "kernel/core/result.hpp"
#include "kernel/core/time.hpp"
#include "kernel/db/database.hpp"
#include "kernel/events/catalogue.hpp"
#include "kernel/events/group.hpp"
#include "kernel/events/log.hpp"
#include "kernel/events/tails.hpp"
#include "kernel/http/endpoint.hpp"
#include "kernel/idempotency/once.hpp"
#include "kernel/jobs/job.hpp"
#include "kernel/json/describe.hpp"
#include "kernel/media/settings.hpp"
#include "kernel/media/store.hpp"
#include "kernel/telemetry/metrics.hpp"
#include "modules/catalog/api/catalog.hpp"
#include "modules/catalog/api/transfer.hpp"

// The module's face to the composition root; nobody else includes it.
namespace kontor::catalog {

struct CatalogSettings {
  Currency default_currency = *Currency::parse("EUR");
  int cache_bytes = 64 << 20;  // 0: off
  int cache_ttl_ms = 1500;
  int stale_seconds = 300;
  std::string language = "en";
  std::vector<std::string> translations = {"de", "es", "fr", "it", "nl", "pl", "pt"};
  int import_max_bytes = 128 << 20;

  static void rules(json::Rules<CatalogSettings>& rule);
};
KONTOR_DESCRIBE(CatalogSettings, default_currency, cache_bytes, cache_ttl_ms, stale_seconds, language, translations,
                import_max_bytes)

enum class SeedSize { s, m, l };  // 100, 10 thousand, 100 thousand products
KONTOR_DESCRIBE_ENUM(SeedSize, s, m, l)

struct SeedOrder {
  SeedSize size = SeedSize::s;
  std::uint64_t number = 1;         // the same number gives the same products
  std::filesystem::path media_dir;  // where the generated images go
  std::function<void(std::uint64_t done, std::uint64_t total)> progress;
};

struct SeedReport {
  std::uint64_t categories = 0;
  std::uint64_t products = 0;  // 0: there were products already, nothing was changed
  std::uint64_t variants = 0;
  std::uint64_t images = 0;
};
KONTOR_DESCRIBE(SeedReport, categories, products, variants, images)

// All that the module may publish.
std::vector<events::MessageInfo> messages();

// What the module stands on. All of it outlives the module; the log knows the topics of messages().
struct Ground {
  const CatalogSettings& settings;
  db::Database database;
  events::Log& log;
  events::Tails& tails;
  idempotency::Once& once;
  audit::Trail trail;
  const Clock& clock;
  telemetry::Metrics& metrics;
  media::Store& media;
  const media::MediaSettings& media_settings;
};

class Module {
 public:
  explicit Module(Ground ground);
  ~Module();

  const Catalog& catalog() const;
  std::vector<http::Endpoint> endpoints() const;
  std::vector<events::Group> groups();
  std::vector<jobs::Job> jobs();
  // Whether its schema answers, for health pages. Blocks for one query.
  Result<void> check() const;
  // Fills an empty catalog in one transaction.
  Result<SeedReport> seed(const SeedOrder& order) const;
  // The ids of all variants, some thousand at a time, ascending; for whoever fills other modules. Blocks for a query
  // each time.
  Result<void> each_variant(const std::function<void(std::span<const VariantId>)>& heed) const;

  // All of a file into the database, where it waits to be merged: by continue_import(), a part at a time, until its
  // state is an end; or by a serving process.
  Result<Import> receive_import(const ImportOrder& order, const FileSource& next) const;
  Result<Import> continue_import(const ImportId& id) const;
  // In the order they were found, behind the first `skip`.
  Result<std::vector<ImportError>> import_errors(const ImportId& id, std::int64_t skip, int limit) const;
  // All products that are not deleted, some hundred a piece; `currency` is that of Shopify's prices.
  FileSource export_products(TransferFormat format, std::optional<Currency> currency) const;

 private:
  class Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace kontor::catalog
