#include "modules/catalog/module.hpp"

#include "kernel/http/content_cache.hpp"
#include "kernel/json/json.hpp"
#include "modules/catalog/actions/followers.hpp"
#include "modules/catalog/actions/image_desk.hpp"
#include "modules/catalog/actions/import_desk.hpp"
#include "modules/catalog/actions/product_desk.hpp"
#include "modules/catalog/actions/product_export.hpp"
#include "modules/catalog/actions/tag_desk.hpp"
#include "modules/catalog/actions/taxonomy_desk.hpp"
#include "modules/catalog/api/events.hpp"
#include "modules/catalog/http/bulk_price_endpoint.hpp"
#include "modules/catalog/http/companion_endpoints.hpp"
#include "modules/catalog/http/endpoints.hpp"
#include "modules/catalog/http/image_endpoints.hpp"
#include "modules/catalog/http/import_endpoints.hpp"
#include "modules/catalog/http/import_streams.hpp"
#include "modules/catalog/http/product_endpoints.hpp"
#include "modules/catalog/http/subjects.hpp"
#include "modules/catalog/http/tag_endpoints.hpp"
#include "modules/catalog/http/taxonomy_endpoints.hpp"
#include "modules/catalog/http/variant_endpoints.hpp"
#include "modules/catalog/seed/seeding.hpp"
#include "modules/catalog/store/imports.hpp"
#include "modules/catalog/store/product_reads.hpp"

namespace kontor::catalog {

namespace {

constexpr std::size_t kMostVariants = 500;
constexpr int kVariantsAtOnce = 5000;

http::ContentCache::Bounds bounds_from(const CatalogSettings& settings) {
  return {static_cast<std::size_t>(settings.cache_bytes), std::chrono::milliseconds(settings.cache_ttl_ms),
          std::chrono::seconds(settings.stale_seconds)};
}

http::Languages languages_from(const CatalogSettings& settings) {
  std::vector<std::string> tags{settings.language};
  tags.insert(tags.end(), settings.translations.begin(), settings.translations.end());
  return http::Languages(std::move(tags));
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
  rule(&CatalogSettings::stale_seconds)
      .doc("How long cached answers are given, marked as stale, while the database is away")
      .range(0, 86'400);
  rule(&CatalogSettings::language).doc("The language that products are written in").length(2, 6);
  rule(&CatalogSettings::translations).doc("The languages that they may be translated into").length(2, 6).items(0, 30);
  rule(&CatalogSettings::import_max_bytes)
      .doc("The largest file of products that may be uploaded; `kontor import products` takes any")
      .range(1 << 20, 1 << 30);
}

class Module::Parts {
 public:
  explicit Parts(Ground ground)
      : ground_(std::move(ground)),
        reads_(ground_.database),
        catalog_(reads_),
        products_(ground_.log, ground_.trail),
        tags_(ground_.log, ground_.trail, products_),
        images_(ground_.database, ground_.media, ground_.media_settings, ground_.metrics),
        taxonomy_(ground_.log, ground_.trail),
        imports_(ground_.database, ground_.log, ground_.trail, products_, taxonomy_, ground_.settings.default_currency),
        cache_(bounds_from(ground_.settings), ground_.clock, ground_.metrics, "catalog"),
        languages_(languages_from(ground_.settings)),
        news_(ground_.tails.listen({kCatalogEvents}, {.on_event = [this](const events::Event& event) { heed(event); },
                                                      .on_gap =
                                                          [this] {
                                                            cache_.clear();
                                                            import_streams_.end_all();
                                                          }})) {}

  const Catalog& catalog() const { return catalog_; }
  std::vector<http::Endpoint> endpoints() {
    const WritingDesk desk{ground_.database, ground_.once, products_};
    auto all = catalog::endpoints({ground_.database, reads_, cache_, languages_, ground_.settings.default_currency});
    const TaxonomyRoom room{ground_.database, ground_.once, taxonomy_, languages_};
    const FileRoom files{ground_.database,
                         ground_.once,
                         imports_,
                         import_streams_,
                         ground_.settings.default_currency,
                         static_cast<std::size_t>(ground_.settings.import_max_bytes)};
    for (const auto& group :
         {import_endpoints(files), product_endpoints(desk), category_endpoints(room), brand_endpoints(room),
          attribute_endpoints(room), variant_endpoints(desk), companion_endpoints(desk, languages_),
          image_endpoints(desk, images_), tag_endpoints(ground_.database, tags_),
          std::vector{bulk_price_endpoint(desk, ground_.settings.default_currency)}}) {
      all.insert(all.end(), group.begin(), group.end());
    }
    return all;
  }
  std::vector<events::Group> groups() {
    return {history_group(ground_.database), documents_group(ground_.database, ground_.log, products_, tags_)};
  }
  std::vector<jobs::Job> jobs() {
    return {schedule_job(ground_.database, products_), imports_job(ground_.database, imports_), images_.tidy_job()};
  }
  Result<void> check() const { return reads_.check(); }
  ImportDesk& imports() { return imports_; }
  Result<std::vector<ImportError>> import_errors(const ImportId& id, std::int64_t skip, int limit) const {
    return imports::errors_of(ground_.database, id, skip, limit);
  }
  FileSource export_products(TransferFormat format, std::optional<Currency> currency) const {
    const auto all =
        std::make_shared<ProductExport>(ground_.database, format, currency.value_or(ground_.settings.default_currency));
    return [all](std::string& piece) { return all->next(piece); };
  }
  Result<SeedReport> seed(const SeedOrder& order) { return fill_with_demo_data(ground_.database, ground_.log, order); }
  Result<void> each_variant(const std::function<void(std::span<const VariantId>)>& heed) const {
    std::optional<VariantId> last;
    for (;;) {
      const auto ids = reads_.variants_behind(last, kVariantsAtOnce);
      if (!ids) return ids.error();
      if (ids->empty()) return {};
      heed(*ids);
      last = ids->back();
    }
  }

 private:
  // What a change of a product concerns is forgotten; all else concerns everything.
  void heed(const events::Event& event) {
    if (event.aggregatetype == ImportProgressed::kMessage.aggregate) {
      if (const auto progress = json::read<ImportProgressed>(event.payload, {.unknown = json::Unknown::ignore})) {
        import_streams_.tell(*progress);
      }
      return;
    }
    const auto changed = changed_by(event);
    if (!changed) return cache_.clear();
    for (const auto& subject : *changed) cache_.forget(subject);
  }

  Ground ground_;
  ProductReads reads_;
  ReadingCatalog catalog_;
  ProductDesk products_;
  TagDesk tags_;
  ImageDesk images_;
  TaxonomyDesk taxonomy_;
  ImportDesk imports_;
  http::ContentCache cache_;
  http::Languages languages_;
  ImportStreams import_streams_;
  events::Tails::Subscription news_;  // of this or another instance: what is cached may be old
};

std::vector<events::MessageInfo> messages() {
  return {
      events::describe<ProductsSeeded>(),   events::describe<ProductCreated>(),   events::describe<ProductUpdated>(),
      events::describe<ProductPublished>(), events::describe<PriceChanged>(),     events::describe<ProductDeleted>(),
      events::describe<CategoryChanged>(),  events::describe<BrandChanged>(),     events::describe<AttributeChanged>(),
      events::describe<ImportProgressed>(), events::describe<RewriteDocuments>(), events::describe<RenameTag>()};
}

Module::Module(Ground ground) : parts_(std::make_unique<Parts>(std::move(ground))) {}

Module::~Module() = default;

const Catalog& Module::catalog() const {
  return parts_->catalog();
}
std::vector<http::Endpoint> Module::endpoints() const {
  return parts_->endpoints();
}
std::vector<events::Group> Module::groups() {
  return parts_->groups();
}
std::vector<jobs::Job> Module::jobs() {
  return parts_->jobs();
}
Result<void> Module::check() const {
  return parts_->check();
}
Result<SeedReport> Module::seed(const SeedOrder& order) const {
  return parts_->seed(order);
}
Result<void> Module::each_variant(const std::function<void(std::span<const VariantId>)>& heed) const {
  return parts_->each_variant(heed);
}
Result<Import> Module::receive_import(const ImportOrder& order, const FileSource& next) const {
  return parts_->imports().receive(order, next);
}
Result<Import> Module::continue_import(const ImportId& id) const {
  return parts_->imports().go_on(id);
}
Result<std::vector<ImportError>> Module::import_errors(const ImportId& id, std::int64_t skip, int limit) const {
  return parts_->import_errors(id, skip, limit);
}
FileSource Module::export_products(TransferFormat format, std::optional<Currency> currency) const {
  return parts_->export_products(format, currency);
}

}  // namespace kontor::catalog
