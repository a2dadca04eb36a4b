#pragma once

#include <coroutine>
#include <memory>
#include <span>
#include <string>

#include "kernel/http/edge/chunked.hpp"
#include "kernel/http/edge/edge.hpp"
#include "kernel/http/edge/input_buffer.hpp"
#include "kernel/http/edge/stream.hpp"
#include "kernel/http/edge/task.hpp"

namespace kontor::http {

class IoThread;

std::string address_of(const tcp::socket& socket);  // of the other side; IPv4 as such even on an IPv6 socket

// One client. Lives on its I/O thread; only run() is called on a worker, while the connection waits for it.
class Connection final : public WorkerPool::Job {
 public:
  using TimePoint = std::chrono::steady_clock::time_point;

  Connection(Edge& edge, IoThread& thread, tcp::socket socket);
  ~Connection() override;

  void start();
  void check_deadline(TimePoint now);
  void drain();  // the server stops: closes when idle, else after the running request
  void close();

  void run() override;

  std::size_t slot = 0;  // of the thread's list

 private:
  // What the connection waits for; says what its deadline means and whether a draining server may close it.
  enum class Phase { handshake, idle, head, body, work, later, answer, stream, farewell };

  class Wait;
  class Receive;
  class Send;
  class Handshake;
  class Goodbye;
  class Wake;
  class Work;
  class Attachment;
  struct Spool;
  class Talk;

  Life live();
  // The steps give false when the connection is to be closed at once, without another byte.
  Task serve();
  Task serve_request();
  Task receive_request();
  Task receive_head();
  Task receive_body();
  Task receive_sized_body();
  Task receive_chunked_body();
  Task receive_spooled_body();
  Task receive_spooled_pieces();
  Task spool_piece();
  Task send_continue();
  Task send_pending();
  Task send_events();
  Task send_pieces();
  Task work_on();
  Task wait_for_answer();
  Task converse();
  Task end_watch();
  Task say_goodbye();

  HeadState judge_head();
  void accept_head();
  bool refuse_if_late();
  bool claim_spool();
  void begin_exchange();
  void end_exchange();
  Result<void> settle_body_limit();
  void refuse(const Error& error);
  void refuse(std::string_view code, std::string_view detail);
  void turn_away(const WorkerPool::Entry& why);
  void prepare_answer();
  bool send_now();
  void sent(std::size_t bytes);
  void make_piece() noexcept;
  void write_spool() noexcept;
  void watch_client();
  void wake();
  bool waits_to_be_woken() const { return phase_ == Phase::stream || phase_ == Phase::later; }
  void enter(Phase phase, int timeout_ms);

  Edge& edge_;
  IoThread& thread_;
  Stream stream_;
  std::string peer_address_;
  std::coroutine_handle<> life_;
  std::coroutine_handle<> waiting_for_work_;

  Phase phase_ = Phase::idle;
  TimePoint deadline_ = TimePoint::max();
  bool expired_ = false;

  InputBuffer input_;
  std::string body_;
  std::unique_ptr<Spool> spool_;  // of a long body that waits in a file
  Framing framing_;
  Exchange exchange_;
  std::size_t body_limit_ = 0;
  bool refused_ = false;
  bool turned_away_ = false;
  bool keep_alive_ = true;

  enum class Piece { none, more, last, failed };
  Piece piece_ = Piece::none;  // of a body that is made while it is sent: what run() is to make, or made
  std::string piece_bytes_;
  std::string head_;
  Stream::Chunks pending_;
  std::size_t bytes_sent_ = 0;

  // Of a stream of events or a WebSocket:
  std::coroutine_handle<> waiting_for_wake_;
  bool woken_ = false;
  bool watching_ = false;
  bool client_gone_ = false;
};

}  // namespace kontor::http
