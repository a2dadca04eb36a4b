#include "kernel/db/embedded/postgres_programs.hpp"

#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <vector>

#include "kernel/core/text.hpp"
#include "kernel/db/embedded/child_process.hpp"

namespace kontor::db {

namespace {

namespace fs = std::filesystem;

// Where distributions put the versions side by side: <parent>/<prefix><version>/bin.
void add_versions(std::vector<fs::path>& folders, const fs::path& parent, std::string_view prefix) {
  std::error_code missing;
  for (const auto& entry : fs::directory_iterator(parent, missing)) {
    if (entry.path().filename().string().starts_with(prefix)) folders.push_back(entry.path() / "bin");
  }
}

std::vector<fs::path> candidate_folders() {
  std::vector<fs::path> folders;
  add_versions(folders, "/usr/lib/postgresql", "");
  add_versions(folders, "/usr", "pgsql-");
  folders.emplace_back("/usr/local/pgsql/bin");
  const char* path = std::getenv("PATH");
  for (const auto folder : text::split(path ? path : "", ':')) {
    if (folder.starts_with('/')) folders.emplace_back(folder);
  }
  return folders;
}

bool has_server_programs(const fs::path& folder) {
  return ::access((folder / "postgres").c_str(), X_OK) == 0 && ::access((folder / "initdb").c_str(), X_OK) == 0;
}

std::optional<PostgresPrograms> ask_version(const fs::path& folder) {
  if (!has_server_programs(folder)) return std::nullopt;
  const auto answer = run_to_end({.arguments = {folder / "postgres", "--version"}}, "", std::chrono::seconds(10));
  if (!answer || !answer->succeeded()) return std::nullopt;
  const auto version = major_version_of(answer->output);
  if (!version) return std::nullopt;
  return PostgresPrograms{folder, *version};
}

Error not_installed(std::optional<int> major_version) {
  if (!major_version) {
    return {
        ErrorKind::unavailable, "postgres_missing",
        "the programs of a PostgreSQL server (15 or newer) are not installed: apt-get install postgresql, or name a "
        "server with --database-url"};
  }
  const std::string version = std::to_string(*major_version);
  return {ErrorKind::unavailable, "postgres_missing",
          "the data were made by PostgreSQL " + version +
              ", whose server programs are not installed: apt-get install postgresql-" + version};
}

}  // namespace

std::optional<int> major_version_of(std::string_view version_line) {
  constexpr std::string_view marker = "(PostgreSQL) ";
  const auto start = version_line.find(marker);
  if (start == std::string_view::npos) return std::nullopt;
  version_line.remove_prefix(start + marker.size());
  const auto digits = version_line.substr(0, version_line.find_first_not_of("0123456789"));
  const auto number = text::parse_int(digits);
  return number ? std::optional<int>(static_cast<int>(*number)) : std::nullopt;
}

Result<PostgresPrograms> find_postgres_programs(std::optional<int> major_version) {
  std::optional<PostgresPrograms> best;
  for (const auto& folder : candidate_folders()) {
    const auto found = ask_version(folder);
    if (!found || found->major_version < kOldestPostgres) continue;
    if (major_version && found->major_version == *major_version) return *found;
    if (!major_version && (!best || found->major_version > best->major_version)) best = found;
  }
  if (!best) return not_installed(major_version);
  return *best;
}

}  // namespace kontor::db
