#include "kernel/db/embedded/postmaster.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>

#include "kernel/core/text.hpp"
#include "kernel/db/embedded/leftovers.hpp"
#include "kernel/db/embedded/server_url.hpp"

namespace kontor::db {

namespace {

namespace fs = std::filesystem;
using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr std::uintmax_t kLogBound = 8 << 20;
constexpr seconds kStartLimit{300};  // recovery of a large log takes its time
constexpr seconds kFastShutdownLimit{30};
constexpr seconds kImmediateShutdownLimit{5};

// What must not be left to postgresql.conf. Lines of the log carry neither statements nor values.
std::vector<std::string> server_arguments(const Cluster& cluster, Durability durability) {
  std::vector<std::string> arguments = {cluster.programs.postgres(), "-D", kHandedDirectory};
  for (const char* setting : {"listen_addresses=", "unix_socket_directories=.", "unix_socket_permissions=0700",
                              "logging_collector=off", "log_destination=stderr", "log_error_verbosity=terse",
                              "log_min_error_statement=panic", "cluster_name=kontor"}) {
    arguments.insert(arguments.end(), {"-c", setting});
  }
  arguments.insert(arguments.end(), {"-c", "port=" + std::to_string(kSocketPort)});
  if (durability == Durability::none)
    arguments.insert(arguments.end(), {"-c", "fsync=off", "-c", "full_page_writes=off"});
  return arguments;
}

// The server's own word on its state, in the last line of postmaster.pid, once that file is this server's.
bool is_ready(int directory_fd, pid_t pid) {
  std::array<char, 1024> buffer;
  const UniqueFd file(::openat(directory_fd, "postmaster.pid", O_RDONLY | O_CLOEXEC));
  if (!file) return false;
  const auto size = ::read(file.get(), buffer.data(), buffer.size());
  if (size <= 0) return false;
  const auto lines = text::split(text::trim({buffer.data(), static_cast<std::size_t>(size)}), '\n');
  return lines.size() >= 8 && text::parse_int(lines.front()) == pid && text::trim(lines.back()) == "ready";
}

// What the server wrote into its log since `start`, brought down to the line that matters.
std::string last_complaint(const fs::path& log_file, std::uintmax_t start) {
  std::ifstream log(log_file);
  log.seekg(static_cast<std::streamoff>(start));
  const std::string written{std::istreambuf_iterator<char>(log), {}};
  std::string_view last;
  for (const auto raw : text::split(written, '\n')) {
    const auto line = text::trim(raw);
    const auto mark = std::min(line.find("FATAL:"), line.find("PANIC:"));
    if (mark != std::string_view::npos) return std::string(line.substr(mark));
    if (!line.empty()) last = line;
  }
  return std::string(last);
}

Error not_started(const std::string& why, const fs::path& log_file) {
  return {ErrorKind::unavailable, "embedded_server_failed",
          "the embedded PostgreSQL did not start: " + why + " (its log is " + log_file.string() + ")"};
}

}  // namespace

Result<Postmaster> Postmaster::start(const Cluster& cluster, const fs::path& log_file, Durability durability,
                                     int stop_fd) {
  end_leftovers(cluster.fd.get());
  bound_log(log_file);
  const UniqueFd log(::open(log_file.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600));
  if (!log) return not_started("cannot open its log: " + std::string(std::strerror(errno)), log_file);
  struct stat before {};
  ::fstat(log.get(), &before);
  auto child = ChildProcess::start({.arguments = server_arguments(cluster, durability),
                                    .user = cluster.user,
                                    .directory_fd = cluster.fd.get(),
                                    .output_fd = log.get(),
                                    .orphan_signal = SIGINT});
  if (!child) return std::move(child).error();
  Postmaster postmaster(std::move(*child));
  const auto deadline = Deadline::after(kStartLimit);
  while (!is_ready(cluster.fd.get(), postmaster.pid())) {
    std::array<pollfd, 2> events{{{postmaster.pollable_fd(), POLLIN, 0}, {stop_fd, POLLIN, 0}}};
    ::poll(events.data(), events.size(), 1);
    if (events[0].revents != 0) {
      const auto ending = postmaster.bury();
      const auto complaint = last_complaint(log_file, static_cast<std::uintmax_t>(before.st_size));
      return not_started(complaint.empty() ? "it " + ending : complaint, log_file);
    }
    if (events[1].revents == 0 && !deadline.passed()) continue;
    postmaster.stop();
    return not_started(deadline.passed() ? "it was not ready in time" : "it was told to stop", log_file);
  }
  return postmaster;
}

std::string Postmaster::bury() {
  const auto status = child_.wait(Deadline::after(seconds(1)));
  return status ? describe_status(*status) : "is still running";
}

void Postmaster::stop() {
  child_.signal(SIGINT);
  if (child_.wait(Deadline::after(kFastShutdownLimit))) return;
  child_.signal(SIGQUIT);
  if (child_.wait(Deadline::after(kImmediateShutdownLimit))) return;
  child_.signal(SIGKILL);
  child_.wait(Deadline::after(kImmediateShutdownLimit));
}

void bound_log(const fs::path& log_file) {
  std::error_code error;
  const auto size = fs::file_size(log_file, error);
  if (error || size < kLogBound) return;
  fs::copy_file(log_file, log_file.string() + ".1", fs::copy_options::overwrite_existing, error);
  fs::resize_file(log_file, 0, error);  // its writers append, so they go on at the start
}

}  // namespace kontor::db
