#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace kontor::http {

struct Answer {
  int status = 0;
  std::string head;  // status line and fields
  std::string body;

  std::string header(std::string_view name) const;
};

// A client that sends exactly the bytes it is told to, on a loopback socket. Every wait has a deadline.
class RawClient {
 public:
  explicit RawClient(int port);
  ~RawClient();
  RawClient(RawClient&& other) noexcept;
  RawClient& operator=(RawClient&&) = delete;

  bool send(std::string_view bytes);  // false: the connection is gone
  void end_sending();
  void reset();  // closes with a RST

  // The next answer (of a request that was not HEAD); nullopt when the connection ended or nothing came in time.
  std::optional<Answer> answer(std::chrono::milliseconds timeout = std::chrono::seconds(10));
  std::optional<Answer> answer_to_head(std::chrono::milliseconds timeout = std::chrono::seconds(10));
  // Whether the server ends the connection in time; what it sent before is dropped.
  bool closed_within(std::chrono::milliseconds timeout = std::chrono::seconds(10));
  // Everything up to the end of the connection.
  std::string rest(std::chrono::milliseconds timeout = std::chrono::seconds(10));
  // Waits until the bytes received and not used contain `text`.
  bool received(std::string_view text, std::chrono::milliseconds timeout = std::chrono::seconds(10));
  const std::string& unread() const { return unread_; }
  // Exactly so many bytes; nullopt when the connection ended or they did not come in time.
  std::optional<std::string> take(std::size_t bytes, std::chrono::milliseconds timeout = std::chrono::seconds(10));

 private:
  using Moment = std::chrono::steady_clock::time_point;
  std::optional<Answer> next(bool with_body, std::chrono::milliseconds timeout);
  bool fill(Moment deadline);  // false: ended or too late

  int socket_ = -1;
  bool ended_ = false;
  std::string unread_;
};

}  // namespace kontor::http
