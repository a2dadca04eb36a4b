// bench_events [--rounds N]
//
// What an event costs, as a ratio to pgbench's TPC-B transactions on the same server in the same minute.

#include <cstdio>
#include <exception>
#include <string_view>

#include "kernel/core/text.hpp"
#include "report.hpp"
#include "rounds.hpp"
#include "stage.hpp"

namespace {

int measure(int rounds) {
  std::puts(kontor::bench::machine().c_str());
  const kontor::bench::Interruption interruption;
  kontor::bench::show_progress("starting PostgreSQL");
  kontor::bench::Stage stage(interruption, kontor::bench::sale_migrations());
  kontor::bench::Rounds all(stage);
  all.play(rounds);
  all.print();
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  const bool told = argc == 3 && std::string_view(argv[1]) == "--rounds";
  const auto rounds = kontor::text::parse_int(told ? argv[2] : argc == 1 ? "3" : "");
  if (!rounds || *rounds < 1 || *rounds > 100) return std::fputs("usage: bench_events [--rounds N]\n", stderr), 2;
  try {
    return measure(static_cast<int>(*rounds));
  } catch (const std::exception& failed) {
    std::fprintf(stderr, "bench: %s\n", failed.what());
    return 1;
  }
}
