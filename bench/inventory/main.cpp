// bench_inventory [--rounds N]
//
// Reservations a second, as a ratio to pgbench's TPC-B transactions on the same server in the same minute: over a
// thousand variants, and of one that everybody wants.

#include <array>
#include <chrono>
#include <cstdio>
#include <exception>
#include <string>
#include <string_view>

#include "kernel/core/format.hpp"
#include "kernel/core/text.hpp"
#include "publishers.hpp"
#include "report.hpp"
#include "shop.hpp"
#include "support/house_migrations.hpp"

namespace kontor::bench {

namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using std::chrono::steady_clock;

constexpr int kVariants = 1000;
constexpr milliseconds kRulerTime{2000};
constexpr milliseconds kWorkTime{3000};

struct Line {
  std::string title;
  Demand demand;
  bool backlog = true;  // were asked for before; else while they are answered, one a transaction
  std::vector<Measured> rounds = {};
};

double since(steady_clock::time_point begin) {
  return std::chrono::duration<double>(steady_clock::now() - begin).count();
}

class Rounds {
 public:
  Rounds(Stage& stage, Shop& shop) : stage_(stage), shop_(shop) {}

  void play(int rounds) {
    for (int round = 1; round <= rounds; ++round) {
      double before = rule(round);
      for (auto& line : lines_) {
        show_progress(format("round {} of {}: {}", round, rounds, line.title));
        measure(line);
        const double after = rule(round);
        line.rounds.back().ruler = (before + after) / 2;
        before = after;
      }
    }
    shop_.check_balance();
  }

  void print() const {
    show_progress("");
    std::puts("reservations a second, as a ratio to TPC-B transactions: median [lowest … highest round]");
    print_rates("pgbench TPC-B, scale 10, 8 clients, prepared", ruler_);
    for (const auto& line : lines_) print_rates(line.title, line.rounds);
  }

 private:
  double rule(int round) {
    show_progress(format("round {}: TPC-B", round));
    const auto rate = stage_.tpc_b(kRulerTime);
    ruler_.push_back({.a_second = rate, .ruler = rate});
    return rate;
  }

  void measure(Line& line) {
    if (line.backlog) append_backlog(line.demand);
    const auto wal = stage_.wal_bytes();
    const auto already = shop_.answered();
    const auto begin = steady_clock::now();
    const auto served = shop_.serve();
    if (line.backlog) {
      stage_.wait(kWorkTime, [&] { return shop_.answered() - already >= kBacklog; });
    } else {
      Publishers publishers([&](SteadyTime) { return shop_.order(1, line.demand); });
      stage_.wait(kWorkTime);
    }
    const auto answered = shop_.answered() - already;
    const auto time = since(begin);
    const auto wal_bytes = static_cast<double>(stage_.wal_bytes() - wal);
    line.rounds.push_back({.a_second = static_cast<double>(answered) / time,
                           .wal_bytes = wal_bytes / static_cast<double>(std::max<std::int64_t>(answered, 1))});
    drain();
    served->stop();
  }

  void append_backlog(const Demand& demand) {
    for (int done = 0; done < kBacklog; done += kAtOnce) {
      if (!shop_.order(kAtOnce, demand)) throw std::runtime_error("cannot order");
    }
  }

  // Until nothing is answered any more.
  void drain() {
    auto last = shop_.answered();
    for (int quiet = 0; quiet < 10;) {
      stage_.wait(milliseconds(50));
      const auto now = shop_.answered();
      quiet = now == last ? quiet + 1 : 0;
      last = now;
    }
  }

  static constexpr int kBacklog = 20'000;
  static constexpr int kAtOnce = 500;

  Stage& stage_;
  Shop& shop_;
  std::vector<Measured> ruler_;
  std::array<Line, 6> lines_{{
      {"1,000 variants, a line an order, from a backlog", {kVariants, 1}},
      {"1,000 variants, three lines, from a backlog", {kVariants, 3}},
      {"one hot variant, from a backlog", {1, 1}},
      {"ten hot variants, three lines, from a backlog", {10, 3}},
      {"1,000 variants, ordered one by one meanwhile", {kVariants, 1}, false},
      {"one hot variant, ordered one by one meanwhile", {1, 1}, false},
  }};
};

int measure(int rounds) {
  std::puts(machine().c_str());
  const Interruption interruption;
  show_progress("starting PostgreSQL");
  static constexpr std::array<std::string_view, 1> kModules{"inventory"};
  Stage stage(interruption, test::house_migrations(kModules));
  Shop shop(stage, kVariants);
  Rounds all(stage, shop);
  all.play(rounds);
  all.print();
  return 0;
}

}  // namespace

}  // namespace kontor::bench

int main(int argc, char** argv) {
  const bool told = argc == 3 && std::string_view(argv[1]) == "--rounds";
  const auto rounds = kontor::text::parse_int(told ? argv[2] : argc == 1 ? "3" : "");
  if (!rounds || *rounds < 1 || *rounds > 100) return std::fputs("usage: bench_inventory [--rounds N]\n", stderr), 2;
  try {
    return kontor::bench::measure(static_cast<int>(*rounds));
  } catch (const std::exception& failed) {
    std::fprintf(stderr, "bench: %s\n", failed.what());
    return 1;
  }
}
