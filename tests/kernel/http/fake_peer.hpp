#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

struct ssl_ctx_st;
struct ssl_st;

namespace kontor::http {

// A server on a loopback socket that says exactly the bytes its script tells it to say.
class FakePeer {
 public:
  // One connection, as the script sees it. It is closed when the script returns.
  class Talk {
   public:
    std::optional<std::string> request();  // head and body; nullopt when the client has gone
    std::optional<std::string> head();     // leaves the body unread
    bool send(std::string_view bytes);
    // Waits until the client has gone; false when it has not in that time.
    bool client_goes(std::chrono::milliseconds within = std::chrono::seconds(20));
    void cut() { cut_ = true; }  // end without TLS' goodbye

   private:
    friend class FakePeer;
    std::optional<std::string> upto_blank_line();
    bool fill();

    FakePeer* peer_ = nullptr;
    int socket_ = -1;
    ssl_st* tls_ = nullptr;
    bool cut_ = false;
    std::string unread_;
  };
  using Script = std::function<void(Talk&)>;

  explicit FakePeer(Script script, ssl_ctx_st* tls = nullptr);
  ~FakePeer();
  FakePeer(const FakePeer&) = delete;

  int port() const { return port_; }
  std::string url(std::string_view path = "/", std::string_view host = "127.0.0.1") const;
  int connections() const;
  std::vector<std::string> requests() const;
  // Waits until this many connections have been closed by the script.
  bool closed(int count) const;

 private:
  void accept_all();
  void serve(int socket);

  const Script script_;
  ssl_ctx_st* const tls_;
  int listener_ = -1;
  int port_ = 0;
  mutable std::mutex mutex_;
  mutable std::condition_variable changed_;
  std::vector<int> open_;
  std::vector<std::string> requests_;
  std::vector<std::thread> threads_;
  int connections_ = 0;
  int closed_ = 0;
  std::thread acceptor_;
};

// Answers every request of a connection with what `answer` makes of it.
FakePeer::Script answering(std::function<std::string(const std::string& request)> answer);
std::string ok_answer(std::string_view body, std::string_view fields = "");

}  // namespace kontor::http
