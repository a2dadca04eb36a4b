#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace kontor::bench {

// One kind of work in one round.
struct Measured {
  double a_second = 0;
  double ruler = 0;      // TPC-B transactions a second just before and just after
  double wal_bytes = 0;  // for each
};

double median(std::vector<double> values);

// How many cores of what, how much memory.
std::string machine();

// The median of the rounds, with the lowest and the highest ratio beside it.
void print_rates(std::string_view title, const std::vector<Measured>& rounds, double aim = 0);
void print_latencies(std::string_view title, std::vector<double> latencies_ms, double aim_p99_ms = 0);

// What is at work, on a terminal.
void show_progress(std::string_view what);

}  // namespace kontor::bench
