#pragma once

#include <memory>
#include <string>

struct pg_conn;

namespace kontor::test {

// A connection for what a test arranges and checks; throws std::runtime_error with the server's message.
class SqlSession {
 public:
  explicit SqlSession(const std::string& url);

  // Several statements may be in it. The first value of the last answer, "" where there is none.
  std::string run(const std::string& sql);

 private:
  std::unique_ptr<pg_conn, void (*)(pg_conn*)> connection_;
};

// On a connection of its own.
std::string run_sql(const std::string& url, const std::string& sql);

}  // namespace kontor::test
