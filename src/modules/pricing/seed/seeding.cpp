#include "modules/pricing/seed/seeding.hpp"

#include "kernel/core/check.hpp"
#include "modules/pricing/api/events.hpp"
#include "modules/pricing/domain/arithmetic.hpp"
#include "modules/pricing/seed/promotions.hpp"
#include "modules/pricing/seed/tax_rates.hpp"
#include "modules/pricing/store/price_list_rows.hpp"
#include "modules/pricing/store/promotion_rows.hpp"
#include "modules/pricing/store/tax_rows.hpp"

namespace kontor::pricing {

namespace {

const Timestamp kLongAgo = std::chrono::sys_days(std::chrono::year(2020) / 1 / 1);

Currency currency(std::string_view code) {
  const auto known = Currency::parse(code);
  KONTOR_CHECK(known, "the currencies of the demo data are in use");
  return *known;
}

void add_standard(TaxZone& zone, const seed::ZoneRates& row) {
  auto began = kLongAgo;
  for (const auto& former : seed::former_rates()) {
    if (former.country != row.country || !row.region.empty()) continue;
    zone.rates.push_back({kStandardTaxClass, began, former.standard});
    began = parse_timestamp(former.until).value_or(began);
  }
  zone.rates.push_back({kStandardTaxClass, began, row.standard});
}

TaxZone zone_from(const seed::ZoneRates& row) {
  TaxZone zone{.id = TaxZoneId::generate(), .name = std::string(row.name), .country = std::string(row.country)};
  if (!row.region.empty()) zone.region = std::string(row.region);
  zone.prices_include_tax = row.prices_include_tax;
  add_standard(zone, row);
  if (row.reduced) zone.rates.push_back({"reduced", kLongAgo, *row.reduced});
  if (row.second_reduced) zone.rates.push_back({"second_reduced", kLongAgo, *row.second_reduced});
  zone.rates.push_back({"zero", kLongAgo, 0});
  return zone;
}

std::uint64_t add_taxes(db::Tx& tx) {
  tax_rows::insert_class(tx, {"reduced", "Reduced rate"});
  tax_rows::insert_class(tx, {"second_reduced", "Second reduced rate"});
  tax_rows::insert_class(tx, {"zero", "Without tax"});
  for (const auto& row : seed::zone_rates()) {
    KONTOR_CHECK(tax_rows::insert_zone(tx, zone_from(row)) == tax_rows::Saved::yes, "the demo zones are sound");
  }
  for (const auto* code : {"EUR", "GBP", "CHF", "SEK", "NOK", "DKK", "PLN", "CZK", "JPY", "KWD"}) {
    tax_rows::save_currency(tx, {.currency = currency(code), .prices_include_tax = true});
  }
  for (const auto* code : {"USD", "CAD"}) {
    tax_rows::save_currency(tx, {.currency = currency(code), .prices_include_tax = false});
  }
  return seed::zone_rates().size();
}

std::uint64_t add_promotions(db::Tx& tx) {
  std::uint64_t count = 0;
  for (auto& offer : seed::offers()) {
    offer.promotion.id = PromotionId::generate();
    promotion_rows::insert(tx, offer.promotion);
    promotion_rows::insert_codes(tx, offer.promotion.id, offer.codes, std::nullopt);
    ++count;
  }
  return count;
}

// Single pieces a tenth below the catalog's price, ten of them a fifth.
std::uint64_t add_price_list(db::Tx& tx, std::span<const catalog::VariantSummary> goods) {
  const PriceList list{
      .id = PriceListId::generate(), .name = "Wholesale", .currency = currency("EUR"), .customer_group = "wholesale"};
  price_list_rows::insert(tx, list);
  std::vector<price_list_rows::Entry> entries;
  for (const auto& variant : goods) {
    for (const auto& price : variant.list_prices) {
      if (price.currency() != list.currency) continue;
      entries.push_back({variant.id, 1, part_of(price.amount(), 9, 10)});
      entries.push_back({variant.id, 10, part_of(price.amount(), 8, 10)});
    }
  }
  price_list_rows::put_entries(tx, list.id, entries);
  return entries.size();
}

Result<SeedReport> fill(db::Tx& tx, events::Log& log, std::span<const catalog::VariantSummary> goods) {
  SeedReport report;
  if (!tax_rows::zones(tx).empty() || promotion_rows::count(tx) > 0) return report;
  report.tax_zones = add_taxes(tx);
  report.promotions = add_promotions(tx);
  report.list_prices = add_price_list(tx, goods);
  log.publish(tx, PricesChanged::kKey, PricesChanged{"all", ""});
  return report;
}

}  // namespace

Result<SeedReport> fill_with_demo_data(db::Database database, events::Log& log,
                                       std::span<const catalog::VariantSummary> goods) {
  return database.transact([&](db::Tx& tx) { return fill(tx, log, goods); });
}

}  // namespace kontor::pricing
