#include "modules/catalog/seed/seeding.hpp"

#include <algorithm>
#include <chrono>

#include "kernel/json/json.hpp"
#include "modules/catalog/api/events.hpp"
#include "modules/catalog/http/views.hpp"
#include "modules/catalog/seed/generator.hpp"
#include "modules/catalog/seed/picture_files.hpp"
#include "modules/catalog/store/product_writer.hpp"

namespace kontor::catalog {

namespace {

constexpr std::uint64_t kBatch = 1000;
constexpr std::chrono::minutes kLongestDrawing(5);

std::uint64_t products_in(SeedSize size) {
  switch (size) {
    case SeedSize::s:
      return 100;
    case SeedSize::m:
      return 10'000;
    case SeedSize::l:
      return 100'000;
  }
  return 0;
}

std::vector<DocumentedProduct> batch_of(const seed::Generator& generator, std::uint64_t first, std::uint64_t end) {
  std::vector<DocumentedProduct> batch;
  batch.reserve(end - first);
  for (auto index = first; index < end; ++index) {
    auto product = generator.product(index);
    auto document = json::to_json(view_of(product));
    batch.push_back({std::move(product), std::move(document), {}});
  }
  return batch;
}

void count(SeedReport& report, const std::vector<DocumentedProduct>& batch) {
  for (const auto& one : batch) {
    ++report.products;
    report.variants += one.product.variants.size();
    report.images += one.product.images.size();
  }
}

ProductsSeeded news_of(const SeedOrder& order, const SeedReport& report) {
  return {static_cast<std::int64_t>(order.number), static_cast<std::int64_t>(report.categories),
          static_cast<std::int64_t>(report.products), static_cast<std::int64_t>(report.variants)};
}

Result<SeedReport> fill(db::Tx& tx, events::Log& log, const SeedOrder& order) {
  SeedReport report;
  ProductWriter writer(tx);
  if (!writer.claim_empty_catalog()) return report;
  tx.be_patient(kLongestDrawing);
  if (auto done = seed::write_pictures(order.media_dir); !done) return std::move(done).error();
  const seed::Generator generator(order.number);
  writer.add_brands(generator.brands());
  writer.add_categories(generator.categories());
  report.categories = generator.categories().size();
  const auto total = products_in(order.size);
  for (std::uint64_t first = 0; first < total; first += kBatch) {
    const auto batch = batch_of(generator, first, std::min(first + kBatch, total));
    writer.add_products(batch);
    count(report, batch);
    if (order.progress) order.progress(report.products, total);
  }
  writer.refresh_statistics();
  log.publish(tx, ProductsSeeded::kKey, news_of(order, report));
  return report;
}

}  // namespace

Result<SeedReport> fill_with_demo_data(db::Database database, events::Log& log, const SeedOrder& order) {
  return database.transact([&](db::Tx& tx) { return fill(tx, log, order); });
}

}  // namespace kontor::catalog
