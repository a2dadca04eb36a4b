#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "kernel/core/result.hpp"

namespace kontor::telemetry {
class Log;
}

namespace kontor::db {

// The lock on a data directory: one serving process at a time. Held until destruction or the end of the process.
class DataDirLock {
 public:
  // `conflict` when another process holds it; the message names its pid. Makes the directory where it is missing.
  static Result<DataDirLock> take(const std::filesystem::path& data_dir);
  DataDirLock(DataDirLock&& other) noexcept;
  DataDirLock& operator=(DataDirLock&& other) noexcept;
  ~DataDirLock();

 private:
  class Held;
  explicit DataDirLock(std::unique_ptr<Held> held);
  std::unique_ptr<Held> held_;
};

// none: nothing is ever flushed, for tests whose data may be lost with the machine.
enum class Durability { full, none };

// A private PostgreSQL in <data_dir>/postgres, made by initdb on first use, reached over a socket only, never run as
// root. It ends with this process, however this process ends; when it ends before, it is started again. Its log is
// <data_dir>/postgres.log, bounded.
class EmbeddedServer {
 public:
  // Starts it, or, where another process already has it running, joins it. A joined server that is lost because its
  // process ended is taken over. Returns when it answers; on the first use that takes seconds, after a crash as long
  // as the recovery. Errors are one line that says what to do: server programs missing, disk full, data of another
  // version. Works below directories that the server's user may not enter, and with paths of any length.
  static Result<EmbeddedServer> start_or_join(const std::filesystem::path& data_dir, const telemetry::Log& log,
                                              Durability durability = Durability::full);

  EmbeddedServer(EmbeddedServer&& other) noexcept;
  EmbeddedServer& operator=(EmbeddedServer&& other) noexcept;
  ~EmbeddedServer();  // a fast shutdown, waited for; of a joined server nothing

  // Good for this process while this object lives (a very long path is shortened through an open descriptor).
  const std::string& url() const;        // as the program's login role
  const std::string& owner_url() const;  // as the owner, for migrations

 private:
  class Process;
  explicit EmbeddedServer(std::unique_ptr<Process> process);
  std::unique_ptr<Process> process_;
};

}  // namespace kontor::db
