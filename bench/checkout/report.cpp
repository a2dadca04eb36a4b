#include "report.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "../events/report.hpp"
#include "kernel/core/format.hpp"

namespace kontor::bench {

namespace {

constexpr double kRatioAim = 0.12;  // at 32 clients
constexpr double kOrderP99AimMs = 100;
constexpr double kMemoryAimMib = 96;

std::string verdict(double aim, bool at_least, double reached, std::string_view unit) {
  const bool good = at_least ? reached >= aim : reached <= aim;
  return format("  aim {} {}{} {}", at_least ? "≥" : "≤", aim, unit, good ? "reached" : "MISSED");
}

Spread spread(std::vector<double> values) {
  if (values.empty()) return {};
  std::ranges::sort(values);
  const auto at = [&](double share) {
    const auto rank = static_cast<std::size_t>(std::ceil(share * static_cast<double>(values.size())));
    return values[std::max<std::size_t>(rank, 1) - 1];
  };
  return {at(0.5), at(0.95), at(0.99)};
}

void print(std::string_view title, const Price& price) {
  std::puts(format("  {:<24} {:6.1f} statements  {:5.2f} transactions  {:5.2f} fsyncs  {:7.0f} bytes of WAL", title,
                   price.statements, price.transactions, price.fsyncs, price.wal_bytes)
                .c_str());
}

void print(std::string_view title, const Spread& spread, const std::string& aimed) {
  std::puts(format("    {:<24} p50 {:6.1f} ms   p95 {:6.1f} ms   p99 {:6.1f} ms{}", title, spread.p50, spread.p95,
                   spread.p99, aimed)
                .c_str());
}

void print(const Crowded& crowd) {
  const bool aimed = crowd.clients == 32;
  std::puts(format("{} clients: {:.1f} checkouts a second, {:.3f} [{:.3f} … {:.3f}] for each TPC-B transaction{}",
                   crowd.clients, crowd.a_second, crowd.ratio, crowd.lowest_ratio, crowd.highest_ratio,
                   aimed ? verdict(kRatioAim, true, crowd.ratio, "") : "")
                .c_str());
  print("full checkout", crowd.checkout_ms, "");
  print("POST /orders", crowd.order_ms, verdict(kOrderP99AimMs, false, crowd.order_ms.p99, " ms"));
  std::puts(format("    {:<24} Kontor {:.2f} ms, PostgreSQL {:.2f} ms", "CPU of a checkout", crowd.kontor_cpu_ms,
                   crowd.postgres_cpu_ms)
                .c_str());
  if (crowd.answered_pending + crowd.refused > 0) {
    std::puts(format("    answered 202 first: {:.2f} %, refused for a moment (503): {:.2f} %",
                     100 * crowd.answered_pending, 100 * crowd.refused)
                  .c_str());
  }
}

}  // namespace

Price price_of(const Spent& spent, std::size_t checkouts) {
  const auto each = 1.0 / static_cast<double>(std::max<std::size_t>(checkouts, 1));
  return {spent.statements * each, spent.transactions * each, spent.fsyncs * each, spent.wal_bytes * each};
}

Crowded summary(int clients, const std::vector<Round>& rounds) {
  Crowded sum;
  sum.clients = clients;
  std::vector<double> rates;
  std::vector<double> ratios;
  std::vector<double> checkouts;
  std::vector<double> orders;
  for (const auto& [bought, spent, ruler] : rounds) {
    rates.push_back(bought.a_second());
    ratios.push_back(bought.a_second() / ruler);
    checkouts.insert(checkouts.end(), bought.checkout_ms.begin(), bought.checkout_ms.end());
    orders.insert(orders.end(), bought.order_ms.begin(), bought.order_ms.end());
    sum.kontor_cpu_ms += spent.kontor_cpu * 1000;
    sum.postgres_cpu_ms += spent.postgres_cpu * 1000;
    sum.answered_pending += static_cast<double>(bought.pending);
    sum.refused += static_cast<double>(bought.refused);
  }
  const auto [lowest, highest] = std::ranges::minmax(ratios);
  sum.checkouts = static_cast<std::int64_t>(checkouts.size());
  sum.a_second = median(rates);
  sum.ratio = median(ratios);
  sum.lowest_ratio = lowest;
  sum.highest_ratio = highest;
  const auto each = 1.0 / static_cast<double>(std::max<std::size_t>(checkouts.size(), 1));
  for (auto* figure : {&sum.kontor_cpu_ms, &sum.postgres_cpu_ms, &sum.answered_pending, &sum.refused}) *figure *= each;
  sum.checkout_ms = spread(std::move(checkouts));
  sum.order_ms = spread(std::move(orders));
  return sum;
}

void print(const CheckoutReport& report) {
  std::puts(format("pgbench TPC-B, scale 10, 8 clients, prepared: {:.0f} a second", report.tpc_b_a_second).c_str());
  for (const auto& crowd : report.rounds) print(crowd);
  std::puts("what a checkout costs the database");
  print("one client", report.alone);
  print("32 clients", report.crowded);
  std::puts(format("memory of Kontor afterwards: {:.0f} MiB{}", report.memory_mib,
                   verdict(kMemoryAimMib, false, report.memory_mib, " MiB"))
                .c_str());
}

}  // namespace kontor::bench
