#include "kernel/db/own_session.hpp"

#include <libpq-fe.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <array>
#include <stdexcept>
#include <system_error>

#include "kernel/db/session/connection.hpp"
#include "kernel/db/session/connection_text.hpp"

namespace kontor::db {

namespace {

using Handle = std::unique_ptr<PGconn, decltype(&PQfinish)>;

std::string text_or_throw(const DatabaseSettings& settings) {
  auto text =
      connection_text(settings.url, {.connect_timeout_ms = settings.connect_timeout_ms,
                                     .statement_timeout_ms = settings.statement_timeout_ms,
                                     .lock_timeout_ms = settings.lock_timeout_ms,
                                     .idle_in_transaction_timeout_ms = settings.idle_in_transaction_timeout_ms});
  if (!text) throw std::invalid_argument("the database's URL " + text.error().detail);
  return *std::move(text);
}

std::vector<std::string> notifications(PGconn* connection) {
  std::vector<std::string> payloads;
  using Notification = std::unique_ptr<PGnotify, decltype(&PQfreemem)>;
  while (const auto next = Notification(PQnotifies(connection), &PQfreemem)) payloads.emplace_back(next->extra);
  return payloads;
}

}  // namespace

class OwnSession::Opened {
 public:
  Opened(Handle connected, const std::string& role_prefix)
      : handle(std::move(connected)),
        connection(handle.get(), {.role_prefix = role_prefix.empty() ? PQdb(handle.get()) : role_prefix,
                                  .answer_timeout = kAnswerMargin * 3}) {}

  Handle handle;
  Connection connection;
};

OwnSession::OwnSession(const DatabaseSettings& settings, std::string module)
    : connection_text_(text_or_throw(settings)),
      role_prefix_(settings.role_prefix),
      module_(std::move(module)),
      wake_fd_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
  if (wake_fd_ < 0) throw std::system_error(errno, std::generic_category(), "eventfd");
}

OwnSession::~OwnSession() {
  close();
  ::close(wake_fd_);
}

Result<void> OwnSession::open() {
  if (opened_) return {};
  Handle connected(PQconnectdb(connection_text_.c_str()), &PQfinish);
  if (PQstatus(connected.get()) != CONNECTION_OK) return unavailable("The database cannot be reached.");
  try {
    opened_ = std::make_unique<Opened>(std::move(connected), role_prefix_);
  } catch (const Unavailable&) {
    return lost();
  }
  return {};
}

void OwnSession::close() {
  opened_.reset();
}

Error OwnSession::lost() {
  close();
  return unavailable("The session with the database was lost.");
}

Result<Rows> OwnSession::run(std::string_view sql, const Params& params) {
  if (!opened_) return unavailable("There is no session with the database.");
  try {
    return opened_->connection.read(module_, sql, params);
  } catch (const Unavailable&) {
    return lost();
  } catch (const TimedOut&) {
    return lost();
  } catch (const Collision&) {
    return lost();
  }
}

Result<std::vector<std::string>> OwnSession::wait(std::chrono::milliseconds longest) {
  if (opened_) {
    // What came with an earlier answer is not in the socket any more.
    if (auto heard = notifications(opened_->handle.get()); !heard.empty()) return heard;
  }
  if (!poll(longest)) return std::vector<std::string>{};
  if (opened_->connection.closed_while_idle()) return lost();
  return notifications(opened_->handle.get());
}

bool OwnSession::poll(std::chrono::milliseconds longest) {
  std::array<pollfd, 2> ready{{{wake_fd_, POLLIN, 0}, {opened_ ? PQsocket(opened_->handle.get()) : -1, POLLIN, 0}}};
  ::poll(ready.data(), ready.size(), static_cast<int>(longest.count()));
  std::uint64_t wakes;
  if (ready[0].revents != 0) [[maybe_unused]]
    const auto emptied = ::read(wake_fd_, &wakes, sizeof wakes);
  return ready[1].revents != 0;
}

void OwnSession::wake() noexcept {
  const std::uint64_t once = 1;
  [[maybe_unused]] const auto written = ::write(wake_fd_, &once, sizeof once);
}

}  // namespace kontor::db
