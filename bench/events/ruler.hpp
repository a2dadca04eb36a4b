#pragma once

#include <chrono>
#include <string>

namespace kontor::bench {

// SIGINT and SIGTERM as something to wait for, so that all that was started ends in order. To be made before the first
// thread.
class Interruption {
 public:
  Interruption();
  ~Interruption();
  Interruption(const Interruption&) = delete;
  Interruption& operator=(const Interruption&) = delete;

  // Throws std::runtime_error when one came meanwhile.
  void wait(std::chrono::microseconds time) const;

 private:
  int fd_;
};

// The ruler: pgbench's TPC-B transactions a second, prepared, scale 10, 8 clients. What goes wrong throws.
void make_tpc_b_tables(const std::string& owner_url);
double tpc_b(const std::string& owner_url, std::chrono::milliseconds time);

}  // namespace kontor::bench
