#include "modules/inventory/seed/seeding.hpp"

#include <algorithm>

#include "modules/inventory/store/demo_stock.hpp"
#include "modules/inventory/store/warehouse_rows.hpp"

namespace kontor::inventory {

namespace {

constexpr std::size_t kBatch = 5000;

const postal::Address kSpeicher{.first_name = "Hanne",
                                .last_name = "Petersen",
                                .line1 = "Am Sandtorkai 36",
                                .line2 = {},
                                .city = "Hamburg",
                                .region = {},
                                .postal_code = "20457",
                                .country = "DE",
                                .phone = "+49405550100"};
const postal::Address kPakhuis{.first_name = "Joost",
                               .last_name = "de Vries",
                               .line1 = "Waalhaven Zuidzijde 12",
                               .line2 = {},
                               .city = "Rotterdam",
                               .region = {},
                               .postal_code = "3089 JH",
                               .country = "NL",
                               .phone = "+31105550100"};

Result<SeedReport> fill(db::Tx& tx, std::span<const VariantId> variants) {
  SeedReport report;
  warehouse_rows::hold_all(tx);
  if (warehouse_rows::count(tx) > 0 || !demo_stock::nothing_is_kept(tx)) return report;
  const Warehouse first{.id = WarehouseId::generate(), .name = "Hamburg", .priority = 1, .address = kSpeicher};
  const Warehouse second{.id = WarehouseId::generate(), .name = "Rotterdam", .priority = 2, .address = kPakhuis};
  warehouse_rows::insert(tx, first);
  warehouse_rows::insert(tx, second);
  tx.be_patient(std::chrono::minutes(5));
  for (std::size_t from = 0; from < variants.size(); from += kBatch) {
    demo_stock::add(tx, variants.subspan(from, std::min(kBatch, variants.size() - from)), first.id, second.id);
  }
  demo_stock::refresh_statistics(tx);
  report.warehouses = 2;
  report.variants = variants.size();
  return report;
}

}  // namespace

Result<SeedReport> fill_with_demo_stock(db::Database database, std::span<const VariantId> variants) {
  return database.transact([&](db::Tx& tx) { return fill(tx, variants); });
}

}  // namespace kontor::inventory
