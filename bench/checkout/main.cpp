// bench_checkout KONTOR [--rounds N] [--json FILE] [--statements]
//
// What a full checkout costs: a cart, a line, an address, what sending costs, the choice, the order until it is
// confirmed. Checkouts a second by 8 and by 32 clients, as a ratio to pgbench's TPC-B transactions on the same server
// between them; and what one costs the database. --statements lists what Kontor sends for one.

#include <array>
#include <chrono>
#include <cstdio>
#include <exception>
#include <fstream>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "../events/report.hpp"
#include "buyers.hpp"
#include "kernel/core/format.hpp"
#include "kernel/core/text.hpp"
#include "kernel/json/json.hpp"
#include "report.hpp"
#include "ruler.hpp"
#include "shop.hpp"

namespace kontor::bench {

namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using std::chrono::steady_clock;

constexpr seconds kRulerTime{4};
constexpr seconds kBuyingTime{8};
constexpr seconds kWarmUp{4};
// So long PostgreSQL's sessions keep what they know of themselves while nobody asks them for anything.
constexpr milliseconds kSettled{10'500};
constexpr std::size_t kAlone = 200;  // checkouts
constexpr std::array kCrowds{8, 32};

struct Options {
  std::string kontor;
  int rounds = 3;
  std::string json_file;
  bool statements = false;
};

class Bench {
 public:
  Bench(const Interruption& interruption, const Options& options)
      : interruption_(interruption),
        options_(options),
        shop_(options.kontor),
        buyers_(shop_.port(), shop_.variants()) {}

  CheckoutReport run() {
    CheckoutReport report;
    report.machine = machine();
    show_progress("warming up");
    buy(kCrowds.front(), for_so_long(kWarmUp));
    report.alone = counted(1, [](std::size_t checkouts) { return checkouts >= kAlone; });
    report.crowded = counted(kCrowds.back(), for_so_long(kBuyingTime));
    play(report);
    report.memory_mib = shop_.resident_mib();
    show_progress("");
    return report;
  }

 private:
  using Enough = std::function<bool(std::size_t)>;

  // From when it is asked first.
  static Enough for_so_long(milliseconds time) {
    return [time, end = std::optional<steady_clock::time_point>()](std::size_t) mutable {
      if (!end) end = steady_clock::now() + time;
      return steady_clock::now() >= *end;
    };
  }

  Bought buy(int clients, const Enough& enough) {
    return buyers_.buy(clients, [&](std::size_t checkouts) {
      interruption_.wait({});
      return enough(checkouts);
    });
  }

  Price counted(int clients, const Enough& enough) {
    show_progress(format("counting, {} clients", clients));
    interruption_.wait(kSettled);
    shop_.count_statements(true);
    const auto before = shop_.spent();
    const auto checkouts = buy(clients, enough).checkout_ms.size();
    interruption_.wait(kSettled);
    const auto price = price_of(shop_.spent() - before, checkouts);
    if (options_.statements) std::puts(format("{} clients\n{}", clients, shop_.statements(checkouts)).c_str());
    shop_.count_statements(false);
    return price;
  }

  Round round(int clients) {
    const auto before = shop_.spent();
    auto bought = buy(clients, for_so_long(kBuyingTime));
    return {.bought = std::move(bought), .spent = shop_.spent() - before};
  }

  void play(CheckoutReport& report) {
    std::array<std::vector<Round>, kCrowds.size()> all;
    std::vector<double> rulers{rule()};
    for (int number = 1; number <= options_.rounds; ++number) {
      for (std::size_t i = 0; i < kCrowds.size(); ++i) {
        show_progress(format("round {} of {}: {} clients", number, options_.rounds, kCrowds[i]));
        all[i].push_back(round(kCrowds[i]));
        rulers.push_back(rule());
        all[i].back().ruler = (rulers.back() + rulers[rulers.size() - 2]) / 2;
      }
    }
    report.tpc_b_a_second = median(rulers);
    for (std::size_t i = 0; i < kCrowds.size(); ++i) report.rounds.push_back(summary(kCrowds[i], all[i]));
  }

  double rule() {
    show_progress("TPC-B");
    const auto rate = tpc_b(shop_.owner_url(), kRulerTime);
    interruption_.wait({});
    return rate;
  }

  const Interruption& interruption_;
  const Options& options_;
  Shop shop_;
  Buyers buyers_;
};

std::optional<Options> options_from(int argc, char** argv) {
  if (argc < 2) return std::nullopt;
  Options options;
  options.kontor = argv[1];
  for (int i = 2; i < argc; ++i) {
    const std::string_view word = argv[i];
    if (word == "--statements") {
      options.statements = true;
    } else if (word == "--json" && i + 1 < argc) {
      options.json_file = argv[++i];
    } else if (word == "--rounds" && i + 1 < argc) {
      options.rounds = static_cast<int>(text::parse_int(argv[++i]).value_or(0));
      if (options.rounds < 1 || options.rounds > 100) return std::nullopt;
    } else {
      return std::nullopt;
    }
  }
  return options;
}

void measure(const Options& options) {
  std::puts(machine().c_str());
  const Interruption interruption;
  show_progress("opening a shop");
  const auto report = Bench(interruption, options).run();
  print(report);
  if (options.json_file.empty()) return;
  std::ofstream file(options.json_file);
  file << json::to_json(report) << "\n";
  if (!file.flush()) throw std::runtime_error("cannot write " + options.json_file);
}

}  // namespace

}  // namespace kontor::bench

int main(int argc, char** argv) {
  const auto options = kontor::bench::options_from(argc, argv);
  if (!options)
    return std::fputs("usage: bench_checkout KONTOR [--rounds N] [--json FILE] [--statements]\n", stderr), 2;
  try {
    kontor::bench::measure(*options);
  } catch (const std::exception& failed) {
    std::fprintf(stderr, "bench: %s\n", failed.what());
    return 1;
  }
  return 0;
}
