#include <algorithm>
#include <cstdio>

#include "app/commands.hpp"
#include "app/exit_codes.hpp"
#include "app/house.hpp"
#include "app/storage.hpp"
#include "app/terminal.hpp"
#include "kernel/core/format.hpp"
#include "kernel/core/text.hpp"
#include "kernel/json/json.hpp"

namespace kontor::app {

namespace {

constexpr std::size_t kOnPriceList = 20;  // variants of the demo shop

Result<catalog::SeedOrder> order_from(const CommandLine& line, const Settings& settings) {
  catalog::SeedOrder order;
  const auto size = line.option("size", "s");
  if (size != "s" && size != "m" && size != "l") {
    return Error{ErrorKind::invalid, "usage", format("--size takes s, m or l, not {}", size)};
  }
  order.size = size == "s" ? catalog::SeedSize::s : size == "m" ? catalog::SeedSize::m : catalog::SeedSize::l;
  const auto number = text::parse_int(line.option("number", "1"));
  if (!number || *number < 0) return Error{ErrorKind::invalid, "usage", "--number takes a whole number"};
  order.number = static_cast<std::uint64_t>(*number);
  order.media_dir = media_dir(settings);
  return order;
}

void print(const catalog::SeedReport& report, bool as_json) {
  if (as_json) {
    std::puts(json::to_json(report).c_str());
  } else if (report.products == 0) {
    std::puts("The catalog has products already; nothing was changed.");
  } else {
    print_table({"CATEGORIES", "PRODUCTS", "VARIANTS", "IMAGES"},
                {{std::to_string(report.categories), std::to_string(report.products), std::to_string(report.variants),
                  std::to_string(report.images)}});
  }
}

// What the other modules begin with; each leaves alone what it has already.
Result<void> seed_trades(House& house) {
  std::vector<inventory::VariantId> variants;
  const auto listed = house.catalog().each_variant([&](std::span<const catalog::VariantId> ids) {
    for (const auto& id : ids) variants.emplace_back(id.uuid());
  });
  if (!listed) return listed.error();
  if (const auto stocked = house.inventory().seed(variants); !stocked) return stocked.error();
  std::vector<catalog::VariantId> on_price_list;
  for (const auto& id : std::span(variants).first(std::min(variants.size(), kOnPriceList))) {
    on_price_list.emplace_back(id.uuid());
  }
  if (const auto priced = house.pricing().seed(on_price_list); !priced) return priced.error();
  return {};
}

Result<std::optional<std::string>> customers_password(const CommandLine& line) {
  if (!line.has("customers-password-stdin")) return std::optional<std::string>();
  auto password = read_password();
  return password ? Result<std::optional<std::string>>(*std::move(password)) : password.error();
}

// Customers, and a year of their orders. It asks the neighbours, so they come first.
Result<void> seed_history(House& house, const catalog::SeedOrder& order, const std::optional<std::string>& password) {
  std::vector<catalog::VariantId> variants;
  const auto listed = house.catalog().each_variant(
      [&](std::span<const catalog::VariantId> ids) { variants.insert(variants.end(), ids.begin(), ids.end()); });
  if (!listed) return listed.error();
  const std::uint64_t orders = order.size == catalog::SeedSize::s   ? 1000
                               : order.size == catalog::SeedSize::m ? 10'000
                                                                    : 30'000;
  const auto customers = house.identity().seed(std::max<std::size_t>(20, orders / 3), password);
  if (!customers) return customers.error();
  std::vector<ordering::PastCustomer> past;
  for (const auto& one : *customers) past.push_back({one.id.uuid(), one.email, one.first_name, one.last_name});
  const auto made = house.ordering().seed(variants, past, orders, order.number);
  return made ? Result<void>() : made.error();
}

}  // namespace

int seed(const CommandLine& line) {
  const auto loaded = load_settings(line);
  if (!loaded) return print_error(loaded.error()), kWrongUsage;
  auto order = order_from(line, loaded->settings);
  if (!order) return print_error(order.error()), kWrongUsage;
  const auto password = customers_password(line);
  if (!password) return print_error(password.error()), kWrongUsage;

  const telemetry::Log log(loaded->settings.log);
  const auto storage = Storage::open(loaded->settings, log);
  if (!storage) return print_error(storage.error()), kFailed;
  if (const auto migrated = storage->migrator(log).migrate(); !migrated) {
    return print_error(migrated.error()), kFailed;
  }
  telemetry::Metrics metrics;
  House house(loaded->settings, storage->database(), log, metrics, {});
  ProgressBar bar("products");
  order->progress = [&bar](std::uint64_t done, std::uint64_t total) { bar.update(done, total); };
  const auto report = house.catalog().seed(*order);
  if (!report) return print_error(report.error()), kFailed;
  if (const auto done = seed_trades(house); !done) return print_error(done.error()), kFailed;
  if (const auto rates = house.shipping().seed(); !rates) return print_error(rates.error()), kFailed;
  if (const auto orders = seed_history(house, *order, *password); !orders) return print_error(orders.error()), kFailed;
  print(*report, line.has("json"));
  return kDone;
}

}  // namespace kontor::app
