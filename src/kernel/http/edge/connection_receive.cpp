#include <algorithm>

#include "kernel/http/edge/connection_waits.hpp"

namespace kontor::http {

namespace {

constexpr std::size_t kFirstBodyBytes = 16 << 10;
constexpr std::int64_t kLongestPatienceMs = 600'000;
constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";

}  // namespace

// True when there is something to answer: a request, or the refusal of one.
Task Connection::receive_request() {
  HeadState state = judge_head();
  if (state == HeadState::incomplete) {
    Task receiving = receive_head();
    if (!co_await receiving) co_return false;
  }
  if (!refused_ && (framing_.chunked || framing_.content_length > 0)) {
    Task receiving = receive_body();
    if (!co_await receiving) co_return false;
  }
  co_return true;
}

Task Connection::receive_head() {
  const bool begun = !input_.unread().empty();
  if (!begun && edge_.draining) co_return false;
  enter(begun ? Phase::head : Phase::idle, begun ? edge_.settings.header_timeout_ms : edge_.settings.idle_timeout_ms);
  for (;;) {
    Receive receiving(*this, input_.room());
    if (!co_await receiving) co_return (phase_ == Phase::head) && refuse_if_late();
    input_.received(receiving.bytes());
    if (judge_head() != HeadState::incomplete) co_return true;
    if (phase_ == Phase::idle) enter(Phase::head, edge_.settings.header_timeout_ms);
  }
}

HeadState Connection::judge_head() {
  if (input_.unread().empty()) return HeadState::incomplete;
  Refusal refusal;
  const HeadState state = read_head(input_.unread(), edge_.head_limits, exchange_.request, framing_, refusal);
  if (state == HeadState::complete) accept_head();
  if (state == HeadState::refused) {
    exchange_.reset();
    refuse(refusal.code, refusal.detail);
  }
  return state;
}

void Connection::accept_head() {
  input_.pin();
  input_.used(framing_.head_bytes);
  begin_exchange();
  if (const auto settled = settle_body_limit(); !settled) refuse(settled.error());
}

// Who may send more than others is asked for before it is read.
Result<void> Connection::settle_body_limit() {
  body_limit_ = static_cast<std::size_t>(edge_.settings.max_body_bytes);
  if (!framing_.chunked && framing_.content_length <= body_limit_) return {};
  const auto limit = edge_.handler.body_limit(exchange_.request, body_limit_);
  if (!limit) return limit.error();
  body_limit_ = *limit;
  if (framing_.content_length <= body_limit_) return {};
  return Error{ErrorKind::invalid, "payload_too_large", "The body is too large."};
}

// At the pace that a body of the usual size has to come with; the handler's own time begins behind a longer one.
Task Connection::receive_body() {
  const auto usual = static_cast<std::size_t>(std::max(edge_.settings.max_body_bytes, 1));
  const bool is_long = body_limit_ > usual;
  const auto times = is_long ? static_cast<std::int64_t>(body_limit_ / usual) : 1;
  const auto patience = std::min<std::int64_t>(edge_.settings.body_timeout_ms * times, kLongestPatienceMs);
  enter(Phase::body, static_cast<int>(patience));
  if (framing_.expects_continue && input_.unread().empty()) {
    pending_ = {asio::buffer(kContinue), asio::const_buffer()};
    Task sending = send_pending();
    if (!co_await sending) co_return false;
    enter(Phase::body, static_cast<int>(patience));
  }
  Task receiving = framing_.chunked ? receive_chunked_body() : receive_sized_body();
  const bool received = co_await receiving;
  if (is_long) {
    exchange_.deadline = Deadline::after(std::chrono::milliseconds(edge_.settings.request_timeout_ms));
  }
  co_return received;
}

Task Connection::receive_sized_body() {
  const auto length = static_cast<std::size_t>(framing_.content_length);
  const std::string_view there = input_.unread().substr(0, length);
  input_.used(there.size());
  exchange_.request.body = there;
  if (there.size() == length) co_return true;
  body_ = there;
  std::size_t filled = body_.size();
  while (filled < length) {
    // Grows as the client sends, so that a length alone takes no memory.
    if (filled == body_.size()) body_.resize(std::min(length, std::max(filled * 2, kFirstBodyBytes)));
    Receive receiving(*this, std::span(body_).subspan(filled));
    if (!co_await receiving) co_return refuse_if_late();
    filled += receiving.bytes();
  }
  exchange_.request.body = body_;
  co_return true;
}

Task Connection::receive_chunked_body() {
  ChunkDecoder decoder(body_limit_);
  for (;;) {
    std::size_t used = 0;
    const auto state = decoder.decode(input_.unread(), used, body_);
    input_.used(used);
    if (state == ChunkDecoder::State::refused) refuse(decoder.refusal().code, decoder.refusal().detail);
    if (state != ChunkDecoder::State::more) break;
    Receive receiving(*this, input_.room());
    if (!co_await receiving) co_return refuse_if_late();
    input_.received(receiving.bytes());
  }
  exchange_.request.body = body_;
  co_return true;
}

bool Connection::refuse_if_late() {
  if (!expired_) return false;
  if (phase_ == Phase::head) exchange_.reset();
  refuse("request_timeout", "The request did not arrive in time.");
  return true;
}

}  // namespace kontor::http
