#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <mutex>
#include <string>
#include <vector>

#include "kernel/core/ids.hpp"
#include "kernel/db/database.hpp"
#include "kernel/db/migrations.hpp"
#include "kernel/events/group.hpp"
#include "kernel/events/log.hpp"
#include "kernel/json/describe.hpp"

namespace kontor::bench {

// An event of usual size: about 300 bytes of JSON.
struct SalePlaced {
  struct Line {
    std::string sku;
    int quantity = 0;
    std::int64_t price_minor = 0;
  };
  Uuid sale_id;
  std::string customer;
  std::string currency;
  std::int64_t total_minor = 0;
  std::vector<Line> lines;
  std::int64_t due_ns = 0;  // when it should have been published, by the steady clock
};
KONTOR_DESCRIBE(SalePlaced::Line, sku, quantity, price_minor)
KONTOR_DESCRIBE(SalePlaced, sale_id, customer, currency, total_minor, lines, due_ns)

using SteadyTime = std::chrono::steady_clock::time_point;

// What was handled for good: counted after the handlers' commits. Safe from any thread.
class Tally {
 public:
  void add(const std::vector<std::int64_t>& due_ns);
  std::int64_t count() const { return count_.load(std::memory_order_acquire); }
  // From due to committed, of all events so far.
  std::vector<double> latencies_ms() const;

 private:
  std::atomic<std::int64_t> count_{0};
  mutable std::mutex mutex_;
  std::vector<double> latencies_ms_;
};

// Publishes that many sales, each with a key of its own: so many that 100 of them are in all partitions.
void publish_sales(events::Log& log, db::Tx& tx, const events::Topic& topic, int count, SteadyTime due);
// The kernel's schemas, and one with what sales leave behind.
std::vector<db::Migration> sale_migrations();
// The state whose news is published; travels with the commit.
void keep_sale(db::Tx& tx);

// A group that writes a row for each event, all rows of a batch in one statement that travels with the commit.
events::Group effects_of_sales(std::string name, db::Database shop, const events::Topic& topic, Tally& tally);

}  // namespace kontor::bench
