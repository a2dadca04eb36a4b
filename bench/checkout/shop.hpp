#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "kernel/db/embedded/child_process.hpp"
#include "kernel/db/embedded_server.hpp"
#include "kernel/telemetry/log.hpp"
#include "support/scratch_folder.hpp"
#include "support/sql.hpp"

namespace kontor::bench {

// Used up so far.
struct Spent {
  double kontor_cpu = 0;    // seconds
  double postgres_cpu = 0;  // seconds, of all its processes
  double wal_bytes = 0;
  double statements = 0;    // sent by Kontor, while they are counted; without BEGIN, COMMIT and their kind
  double transactions = 0;  // reads outside of one included; known late, as a session's figures are
  double fsyncs = 0;        // of the WAL; likewise
};
Spent operator-(const Spent& after, const Spent& before);

// The program itself, as `kontor serve` runs it, without rate limits, on a PostgreSQL of its own with the embedded
// server's settings, filled with the demo shop; stock never ends. All of it is gone with the object. What goes wrong
// throws.
class Shop {
 public:
  explicit Shop(std::filesystem::path kontor);
  ~Shop();

  std::uint16_t port() const { return port_; }
  const std::string& owner_url() const { return server_->owner_url(); }
  std::vector<std::string> variants() const;  // to be bought

  void count_statements(bool counted);
  // What was counted, a line each, the most frequent first: times per checkout, milliseconds per checkout, bytes of WAL
  // per checkout, role, text.
  std::string statements(std::size_t checkouts);
  Spent spent();
  double resident_mib() const;  // of Kontor

 private:
  void start_postgres();
  std::vector<std::string> words(std::vector<std::string> more) const;
  void seed();
  void serve();

  std::filesystem::path kontor_;
  telemetry::Log log_;
  test::ScratchFolder folder_;
  std::optional<db::EmbeddedServer> server_;
  std::optional<test::SqlSession> owner_;
  std::optional<db::ChildProcess> process_;
  std::uint16_t port_ = 0;
};

}  // namespace kontor::bench
