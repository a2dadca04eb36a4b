#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "kernel/core/result.hpp"
#include "kernel/telemetry/log.hpp"

namespace kontor::db {

// The lock on a data directory: one serving process at a time. Held until destruction or the end of the process.
class DataDirLock {
 public:
  // `conflict` when another process holds it; the message names its pid.
  static Result<DataDirLock> take(const std::filesystem::path& data_dir);
  DataDirLock(DataDirLock&& other) noexcept;
  DataDirLock& operator=(DataDirLock&& other) noexcept;
  ~DataDirLock();

 private:
  explicit DataDirLock(int fd) : fd_(fd) {}
  int fd_;
};

// A private PostgreSQL in <data_dir>/postgres, made by initdb on first use, reached over a socket only, never run as
// root. It ends with this process, however this process ends.
class EmbeddedServer {
 public:
  // Starts it, or, where a serving process already has it running, joins it (and then leaves it alone).
  // Errors are one line that says what to do: server programs missing, disk full, version too old for the data.
  static Result<EmbeddedServer> start_or_join(const std::filesystem::path& data_dir, const telemetry::Log& log);

  EmbeddedServer(EmbeddedServer&& other) noexcept;
  EmbeddedServer& operator=(EmbeddedServer&& other) noexcept;
  ~EmbeddedServer();  // a fast shutdown, waited for

  const std::string& url() const;        // as the program's login role
  const std::string& owner_url() const;  // as the owner, for migrations

 private:
  class Process;
  explicit EmbeddedServer(std::unique_ptr<Process> process);
  std::unique_ptr<Process> process_;
};

}  // namespace kontor::db
