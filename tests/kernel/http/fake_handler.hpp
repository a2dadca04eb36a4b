#pragma once

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "kernel/http/server.hpp"
#include "kernel/http/sse.hpp"
#include "kernel/http/websocket.hpp"
#include "support/eventually.hpp"

namespace kontor::http {

// Answers every path with what was asked: "POST /a hello". Paths below /slow/ are answered by a worker, /block waits
// there until release() was called; those below /heavy/ by a worker of the heavy lane, /heavy/block likewise; ending on
// ?<priority> they have that priority. /who tells the client's address, a worker's /thread its thread, /large/<n> has a
// body of n bytes, /upload takes bodies of up to 3 MB and /members/upload from nobody that we know, /pieces/<n>
// sends so many pieces of 64 KiB, made while they are sent, with ?broken the last one fails, /status/<n> that
// status, /events is a stream that the test feeds, /ws a WebSocket that echoes
// (/ws/lively asks for signs of life often); said "block" it waits for release(), said "bye" it closes, said "throw" it
// throws.
class FakeHandler final : public Handler {
 public:
  Result<std::size_t> body_limit(const Request& head, std::size_t standard) const override;
  bool begin(Exchange& exchange) override;
  void work(Exchange& exchange) override;
  void refuse(Exchange& exchange, const Error& error) override;
  void finished(const Exchange& exchange, std::size_t bytes_sent) override;

  void release();
  bool wait_until_blocked(int count);  // false: not within ten seconds
  std::vector<std::string> served() const;
  int finished_count() const { return finished_; }
  int pieces_made() const { return pieces_made_; }
  std::shared_ptr<EventStream> stream() const;   // of the last request to /events
  std::shared_ptr<WebSocket> websocket() const;  // of the last request to /ws

 private:
  void answer(Exchange& exchange);
  BodySource pieces(int count, bool broken);
  void accept(Exchange& exchange);
  void hear(WebSocket& socket, std::string_view text);
  void block(Deadline deadline);

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  bool released_ = false;
  int blocked_ = 0;
  std::atomic<int> finished_{0};
  std::atomic<int> pieces_made_{0};
  std::vector<std::string> served_;
  std::shared_ptr<EventStream> stream_;
  std::shared_ptr<WebSocket> websocket_;
};

// A server on a free loopback port with small limits, and what it needs.
struct TestServer {
  explicit TestServer(HttpSettings settings = quick_settings());
  ~TestServer();

  static HttpSettings quick_settings();
  int port() const;
  std::int64_t refused(const std::string& reason);
  std::int64_t connections();
  std::int64_t queued(Lane lane);  // requests that wait for a worker
  std::int64_t busy(Lane lane);    // workers

  FakeHandler handler;
  telemetry::Log log;
  telemetry::Metrics metrics;
  std::unique_ptr<Server> server;
};

using kontor::test::eventually;

}  // namespace kontor::http
