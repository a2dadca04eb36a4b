#include "modules/shipping/seed/demo_rates.hpp"

#include <span>

#include "kernel/core/check.hpp"
#include "modules/shipping/api/events.hpp"
#include "modules/shipping/store/rate_rows.hpp"

namespace kontor::shipping {

namespace {

constexpr std::string_view kUnion[] = {"AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES",
                                       "FI", "FR", "GR", "HR", "HU", "IE", "IT", "LT", "LU",
                                       "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK"};
constexpr std::string_view kKingdom[] = {"GB", "GG", "IM", "JE"};
constexpr std::string_view kStates[] = {"US"};

struct Rate {
  std::string_view currency;
  int percent;  // of the amount in EUR
};
constexpr Rate kRates[] = {{"EUR", 100}, {"GBP", 86}, {"USD", 108}};

// Prices in euro cents.
struct Plan {
  std::string_view name;
  RateKind kind;
  std::span<const RateStep> steps;
  std::int64_t free_from;  // 0: never
  int min_days;
  int max_days;
};

constexpr RateStep kUnionParcel[] = {{0, 490}, {5'000, 790}, {10'000, 1'190}, {20'000, 1'990}};
constexpr RateStep kUnionExpress[] = {{0, 1'490}};
constexpr RateStep kKingdomParcel[] = {{0, 590}, {5'000, 890}, {10'000, 1'490}};
constexpr RateStep kKingdomExpress[] = {{0, 1'790}};
constexpr RateStep kStatesParcel[] = {{0, 1'290}, {10'000, 890}, {20'000, 490}};
constexpr RateStep kStatesExpress[] = {{0, 3'490}};
constexpr RateStep kWorldParcel[] = {{0, 1'990}, {2'000, 2'990}, {10'000, 5'990}};
constexpr RateStep kWorldExpress[] = {{0, 4'990}};

constexpr Plan kUnionPlans[] = {{"Standard", RateKind::by_weight, kUnionParcel, 7'500, 2, 4},
                                {"Express", RateKind::flat, kUnionExpress, 0, 1, 1}};
constexpr Plan kKingdomPlans[] = {{"Standard", RateKind::by_weight, kKingdomParcel, 9'000, 2, 5},
                                  {"Express", RateKind::flat, kKingdomExpress, 0, 1, 2}};
constexpr Plan kStatesPlans[] = {{"Standard", RateKind::by_value, kStatesParcel, 25'000, 5, 9},
                                 {"Express", RateKind::flat, kStatesExpress, 0, 2, 3}};
constexpr Plan kWorldPlans[] = {{"Standard", RateKind::by_weight, kWorldParcel, 30'000, 7, 15},
                                {"Express", RateKind::flat, kWorldExpress, 0, 3, 5}};

// The same every time, so that demo shops are alike.
Uuid fixed_id(std::uint64_t number) {
  constexpr std::uint64_t kNewYear2026 = 1'767'225'600'000;
  return Uuid::v7(kNewYear2026, number, number);
}

std::int64_t in(const Rate& rate, std::int64_t cents) {
  return cents * rate.percent / 100 / 10 * 10;
}

PriceTable table_of(const Plan& plan, const Rate& rate) {
  const auto currency = Currency::parse(rate.currency);
  KONTOR_CHECK(currency, "the currencies of the demo rates are in use");
  PriceTable table{*currency, {}, {}};
  for (const auto& step : plan.steps) {
    table.steps.push_back({plan.kind == RateKind::by_value ? in(rate, step.from) : step.from, in(rate, step.price)});
  }
  if (plan.free_from > 0) table.free_from = in(rate, plan.free_from);
  return table;
}

Method method_of(const Plan& plan, const Zone& zone, std::uint64_t number) {
  Method method;
  method.id = ShippingMethodId(fixed_id(number));
  method.zone_id = zone.id;
  method.name = plan.name;
  method.carrier = "sandbox";
  method.kind = plan.kind;
  for (const auto& rate : kRates) method.prices.push_back(table_of(plan, rate));
  method.max_weight_grams = 31'500;
  method.tax_class = "standard";
  method.min_days = plan.min_days;
  method.max_days = plan.max_days;
  method.position = static_cast<int>(number);
  return method;
}

void add(RateBook& book, std::string_view name, std::span<const std::string_view> countries,
         std::span<const Plan> plans) {
  Zone zone{ShippingZoneId(fixed_id(book.zones.size() + 1)), std::string(name), countries.empty(), {}, 1};
  for (const auto country : countries) zone.territories.push_back({std::string(country), {}, {}});
  for (const auto& plan : plans) book.methods.push_back(method_of(plan, zone, book.methods.size() + 1));
  book.zones.push_back(std::move(zone));
}

}  // namespace

RateBook demo_rates() {
  RateBook book;
  add(book, "European Union", kUnion, kUnionPlans);
  add(book, "United Kingdom", kKingdom, kKingdomPlans);
  add(book, "United States", kStates, kStatesPlans);
  add(book, "Rest of the world", {}, kWorldPlans);
  return book;
}

Result<bool> fill_with_demo_rates(db::Database database, events::Log& log) {
  return database.transact([&](db::Tx& tx) -> Result<bool> {
    if (!rate_rows::claim_empty(tx)) return false;
    const auto book = demo_rates();
    for (const auto& zone : book.zones) rate_rows::insert(tx, zone);
    for (const auto& method : book.methods) rate_rows::insert(tx, method);
    log.publish(tx, RatesChanged::kKey, RatesChanged{"zone"});
    return true;
  });
}

}  // namespace kontor::shipping
