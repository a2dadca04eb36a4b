#include <algorithm>

#include "kernel/core/format.hpp"
#include "kernel/http/edge/connection_waits.hpp"

namespace kontor::http {

namespace {

constexpr std::size_t kFirstBodyBytes = 16 << 10;
constexpr std::size_t kSpoolPieceBytes = 256 << 10;
constexpr int kSpoolRetrySeconds = 10;
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
  return Error{ErrorKind::invalid, "payload_too_large", format("At most {} bytes are taken here.", body_limit_)};
}

// At the pace that a body of the usual size has to come with; the handler's own time begins behind a longer one.
Task Connection::receive_body() {
  const auto usual = static_cast<std::size_t>(std::max(edge_.settings.max_body_bytes, 1));
  const bool is_long = body_limit_ > usual;
  const auto times = is_long ? static_cast<std::int64_t>(body_limit_ / usual) : 1;
  const auto patience = std::min<std::int64_t>(edge_.settings.body_timeout_ms * times, kLongestPatienceMs);
  enter(Phase::body, static_cast<int>(patience));
  if (is_long && !claim_spool()) co_return true;
  if (framing_.expects_continue && input_.unread().empty()) {
    pending_ = {asio::buffer(kContinue), asio::const_buffer()};
    Task sending = send_pending();
    if (!co_await sending) co_return false;
    enter(Phase::body, static_cast<int>(patience));
  }
  Task receiving = is_long ? receive_spooled_body() : framing_.chunked ? receive_chunked_body() : receive_sized_body();
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

bool Connection::claim_spool() {
  if (++edge_.spooled_bodies > edge_.settings.max_uploads) {
    --edge_.spooled_bodies;
    refuse(unavailable("Too many files are on their way at this moment.", kSpoolRetrySeconds));
    return false;
  }
  spool_ = std::make_unique<Spool>(edge_);
  return true;
}

// Into a file, a piece at a time; a worker writes it, since that may block.
Task Connection::receive_spooled_body() {
  Task receiving = receive_spooled_pieces();
  if (!co_await receiving) co_return false;
  if (refused_) co_return true;
  const auto whole = spool_->file->view();
  if (!whole) {
    refuse(whole.error());
    co_return true;
  }
  exchange_.request.body = *whole;
  co_return true;
}

Task Connection::receive_spooled_pieces() {
  ChunkDecoder decoder(body_limit_);
  std::uint64_t left = framing_.content_length;
  for (bool done = false; !done;) {
    if (framing_.chunked) {
      std::size_t used = 0;
      const auto state = decoder.decode(input_.unread(), used, body_);
      input_.used(used);
      if (state == ChunkDecoder::State::refused) {
        refuse(decoder.refusal().code, decoder.refusal().detail);
        co_return true;
      }
      done = state != ChunkDecoder::State::more;
    } else {
      const auto there = input_.unread().substr(0, left);
      body_ += there;
      left -= there.size();
      input_.used(there.size());
      done = left == 0;
    }
    if (body_.size() >= kSpoolPieceBytes || done) {
      Task spooling = spool_piece();
      co_await spooling;
      if (refused_) co_return true;
    }
    if (done) break;
    Receive receiving(*this, input_.room());
    if (!co_await receiving) co_return refuse_if_late();
    input_.received(receiving.bytes());
  }
  co_return true;
}

// The client's time stands still meanwhile.
Task Connection::spool_piece() {
  const auto left = deadline_ - TimePoint::clock::now();
  deadline_ = TimePoint::max();
  spool_->is_writing = true;
  Work work(*this);
  const WorkerPool::Entry entry = co_await work;
  spool_->is_writing = false;
  body_.clear();
  if (!entry.accepted()) {
    refused_ = true;
    turn_away(entry);
  } else if (!spool_->written) {
    refuse(spool_->written.error());
  } else {
    phase_ = Phase::body;
    deadline_ = TimePoint::clock::now() + left;
  }
  co_return true;
}

// On a worker, while the connection waits.
void Connection::write_spool() noexcept {
  try {
    if (!spool_->file) {
      auto opened = SpoolFile::open();
      if (!opened) {
        spool_->written = std::move(opened).error();
        return;
      }
      spool_->file = *std::move(opened);
    }
    spool_->written = spool_->file->append(body_);
  } catch (const std::exception& error) {
    spool_->written = Error{ErrorKind::internal, "internal", error.what()};
  }
}

bool Connection::refuse_if_late() {
  if (!expired_) return false;
  if (phase_ == Phase::head) exchange_.reset();
  refuse("request_timeout", "The request did not arrive in time.");
  return true;
}

}  // namespace kontor::http
