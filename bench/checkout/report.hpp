#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "buyers.hpp"
#include "kernel/json/describe.hpp"
#include "shop.hpp"

namespace kontor::bench {

// What a checkout costs; of many, each one's share.
struct Price {
  double statements = 0;
  double transactions = 0;
  double fsyncs = 0;
  double wal_bytes = 0;
};
KONTOR_DESCRIBE(Price, statements, transactions, fsyncs, wal_bytes)

struct Spread {
  double p50 = 0;
  double p95 = 0;
  double p99 = 0;
};
KONTOR_DESCRIBE(Spread, p50, p95, p99)

// So many buyers at once, all rounds together.
struct Crowded {
  int clients = 0;
  std::int64_t checkouts = 0;
  double a_second = 0;  // the median of the rounds
  double ratio = 0;     // to TPC-B transactions a second just before and just after: likewise, lowest, highest
  double lowest_ratio = 0;
  double highest_ratio = 0;
  Spread checkout_ms;  // from the first request of the cart to the confirmed order
  Spread order_ms;     // POST /orders to its answer
  double kontor_cpu_ms = 0;
  double postgres_cpu_ms = 0;
  double answered_pending = 0;  // shares of the checkouts
  double refused = 0;
};
KONTOR_DESCRIBE(Crowded, clients, checkouts, a_second, ratio, lowest_ratio, highest_ratio, checkout_ms, order_ms,
                kontor_cpu_ms, postgres_cpu_ms, answered_pending, refused)

struct CheckoutReport {
  std::string machine;
  double tpc_b_a_second = 0;
  Price alone;    // one client
  Price crowded;  // 32 clients
  std::vector<Crowded> rounds;
  double memory_mib = 0;  // of Kontor, afterwards
};
KONTOR_DESCRIBE(CheckoutReport, machine, tpc_b_a_second, alone, crowded, rounds, memory_mib)

Price price_of(const Spent& spent, std::size_t checkouts);

// One round of some buyers.
struct Round {
  Bought bought;
  Spent spent;
  double ruler = 0;
};
Crowded summary(int clients, const std::vector<Round>& rounds);

void print(const CheckoutReport& report);

}  // namespace kontor::bench
