#pragma once

#include <memory>
#include <mutex>
#include <string>

struct pg_conn;

namespace kontor::test {

// A connection for what a test arranges and checks; throws std::runtime_error with the server's message.
class SqlSession {
 public:
  explicit SqlSession(const std::string& url);

  // Several statements may be in it. The first value of the last answer, "" where there is none.
  std::string run(const std::string& sql);
  // Whether it is as good as new after this; false for one with an open transaction, or that was cut.
  bool renew();
  // False when the server has ended it meanwhile.
  bool is_open() const;

 private:
  std::unique_ptr<pg_conn, void (*)(pg_conn*)> connection_;
};

// For statements that have nothing to do with each other: each finds a connection as new, but one is kept for the next,
// as making one takes the server longer than most statements do. Safe from any thread, none waits for another.
class KeptSession {
 public:
  explicit KeptSession(std::string url) : url_(std::move(url)) {}

  std::string run(const std::string& sql);

 private:
  std::unique_ptr<SqlSession> take();
  void keep(std::unique_ptr<SqlSession> session);

  std::string url_;
  std::mutex mutex_;
  std::unique_ptr<SqlSession> kept_;
};

// On a connection of its own.
std::string run_sql(const std::string& url, const std::string& sql);

}  // namespace kontor::test
