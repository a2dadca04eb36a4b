#include "kernel/db/embedded/cluster.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstring>
#include <fstream>

#include "kernel/core/text.hpp"
#include "kernel/db/embedded/child_process.hpp"
#include "kernel/db/embedded/leftovers.hpp"

namespace kontor::db {

namespace {

namespace fs = std::filesystem;

constexpr std::chrono::seconds kInitLimit{120};

// Written once, into postgresql.conf: an administrator may change these.
constexpr std::string_view kDefaultSettings = R"(
# Kontor's defaults for an embedded server; they are yours to change.
shared_buffers = 128MB
max_connections = 64
jit = off
timezone = 'UTC'
log_timezone = 'UTC'
)";

Error failed(std::string detail) {
  return {ErrorKind::unavailable, "embedded_server_failed", std::move(detail)};
}

Error cannot(const char* what, const fs::path& path) {
  return failed(std::string("cannot ") + what + " " + path.string() + ": " + std::strerror(errno));
}

// What a program's output says was wrong, without what comes before it on the line.
std::string complaint(std::string_view output) {
  std::string_view last;
  for (const auto raw : text::split(output, '\n')) {
    const auto line = text::trim(raw);
    for (const std::string_view mark : {"error:", "ERROR:", "FATAL:", "PANIC:"}) {
      if (const auto start = line.find(mark); start != std::string_view::npos) return std::string(line.substr(start));
    }
    if (!line.empty()) last = line;
  }
  return std::string(last);
}

Result<std::string> run_on(const Cluster& cluster, std::vector<std::string> arguments, std::string_view input) {
  const std::string program = fs::path(arguments.front()).filename();
  auto ended = run_to_end({.arguments = std::move(arguments), .user = cluster.user, .directory_fd = cluster.fd.get()},
                          input, kInitLimit);
  if (!ended) return std::move(ended).error();
  if (!ended->succeeded()) {
    return failed(program + " " + describe_status(ended->status) + " in " + cluster.directory.string() + ": " +
                  complaint(ended->output));
  }
  return std::move(ended->output);
}

// Order by bytes, which is stable across systems and fast, while letters keep their cases beyond ASCII.
Result<void> init_files(const Cluster& cluster) {
  auto done = run_on(cluster,
                     {cluster.programs.initdb(), "--pgdata", kHandedDirectory, "--no-sync", "--no-instructions",
                      "--username", kOwnerRole, "--auth", "trust", "--encoding", "UTF8", "--lc-collate", "C",
                      "--lc-ctype", "C.UTF-8", "--data-checksums"},
                     "");
  if (!done) return std::move(done).error();
  std::ofstream config(cluster.directory / "postgresql.conf", std::ios::app);
  config << kDefaultSettings;
  config.close();
  if (!config) return cannot("write", cluster.directory / "postgresql.conf");
  return {};
}

// In single-user mode, one statement a line, so that no server has to be started for it.
Result<void> make_roles_and_database(const Cluster& cluster) {
  const std::string statements =
      std::string("create role ") + kProgramRole + " login noinherit\n" + "create database " + kDatabaseName + "\n";
  auto done =
      run_on(cluster, {cluster.programs.postgres(), "--single", "-F", "-D", kHandedDirectory, "postgres"}, statements);
  if (!done) return std::move(done).error();
  if (done->find("ERROR:") != std::string::npos) return failed(complaint(*done));
  return {};
}

UniqueFd open_directory(const fs::path& directory) {
  return UniqueFd(::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
}

Result<void> remove_unfinished(const fs::path& directory) {
  if (const auto fd = open_directory(directory)) end_leftovers(fd.get());
  std::error_code error;
  fs::remove_all(directory, error);
  if (error) return failed("cannot remove " + directory.string() + ": " + error.message());
  return {};
}

Result<void> make_directory(const fs::path& directory, const ServerUser& user) {
  if (::mkdir(directory.c_str(), 0700) != 0) return cannot("make", directory);
  if (::geteuid() == 0 && ::chown(directory.c_str(), user.uid, user.gid) != 0) {
    return cannot("change the owner of", directory);
  }
  return {};
}

// One flush of the file system instead of one for each of a thousand files.
Result<void> put_in_place(const Cluster& made, const fs::path& place, Durability durability) {
  const bool flushed = durability == Durability::full;
  if (flushed && ::syncfs(made.fd.get()) != 0) return cannot("flush", made.directory);
  if (::rename(made.directory.c_str(), place.c_str()) != 0) return cannot("make", place);
  const auto parent = open_directory(place.parent_path());
  if (flushed && (!parent || ::fsync(parent.get()) != 0)) return cannot("flush", place.parent_path());
  return {};
}

Result<void> fill(const Cluster& cluster) {
  if (auto done = init_files(cluster); !done) return done;
  return make_roles_and_database(cluster);
}

Result<Cluster> make_cluster(const fs::path& place, ServerUser user, Durability durability) {
  auto programs = find_postgres_programs(std::nullopt);
  if (!programs) return std::move(programs).error();
  Cluster cluster{place.string() + ".unfinished", {}, std::move(user), std::move(*programs)};
  if (auto done = remove_unfinished(cluster.directory); !done) return std::move(done).error();
  if (auto done = make_directory(cluster.directory, cluster.user); !done) return std::move(done).error();
  cluster.fd = open_directory(cluster.directory);
  if (!cluster.fd) return cannot("open", cluster.directory);
  auto made = fill(cluster);
  if (made) made = put_in_place(cluster, place, durability);
  if (!made) {
    std::error_code ignored;
    fs::remove_all(cluster.directory, ignored);
    return std::move(made).error();
  }
  cluster.directory = place;
  return cluster;
}

Result<int> version_of_data(const fs::path& directory) {
  std::string line;
  std::getline(std::ifstream(directory / "PG_VERSION"), line);
  const auto version = text::parse_int(text::trim(line));
  if (!version) return failed(directory.string() + " is not the data directory of a PostgreSQL server: move it away");
  if (*version < kOldestPostgres) {
    return failed(directory.string() + " was made by PostgreSQL " + std::to_string(*version) + "; Kontor needs " +
                  std::to_string(kOldestPostgres) + " or newer: upgrade it with pg_upgrade");
  }
  return static_cast<int>(*version);
}

bool is_missing_or_empty(const fs::path& directory) {
  std::error_code error;
  return !fs::exists(directory, error) || fs::is_empty(directory, error);
}

}  // namespace

fs::path cluster_directory(const fs::path& data_dir) {
  return data_dir / "postgres";
}

Result<Cluster> open_cluster(const fs::path& data_dir, Durability durability) {
  const fs::path directory = cluster_directory(data_dir);
  auto user = server_user_for(directory);
  if (!user) return std::move(user).error();
  if (is_missing_or_empty(directory)) return make_cluster(directory, std::move(*user), durability);
  const auto version = version_of_data(directory);
  if (!version) return version.error();
  auto programs = find_postgres_programs(*version);
  if (!programs) return std::move(programs).error();
  Cluster cluster{directory, open_directory(directory), std::move(*user), std::move(*programs)};
  if (!cluster.fd) return cannot("open", directory);
  return cluster;
}

}  // namespace kontor::db
