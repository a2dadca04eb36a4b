#include "kernel/db/embedded_server.hpp"

#include <fcntl.h>
#include <pwd.h>
#include <catch2/catch.hpp>
#include <chrono>

#include "kernel/db/embedded_support.hpp"

using namespace kontor;
using namespace kontor::test;
namespace fs = std::filesystem;

namespace {

long milliseconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - start).count();
}

// Opens a file that children would inherit.
class LeakyFile {
 public:
  explicit LeakyFile(const fs::path& file) : fd_(::open(file.c_str(), O_RDWR | O_CREAT, 0600)) {}
  ~LeakyFile() { ::close(fd_); }

 private:
  int fd_;
};

bool holds_open(pid_t pid, const fs::path& file) {
  for (const auto& entry : fs::directory_iterator("/proc/" + std::to_string(pid) + "/fd")) {
    std::error_code gone;
    if (fs::read_symlink(entry.path(), gone) == file) return true;
  }
  return false;
}

}  // namespace

TEST_CASE("the first start makes a database for the program, whose role may do nothing special") {
  ScratchFolder folder;
  const auto server = start_server(folder.path() / "data");
  INFO((server ? std::string("started") : server.error().detail));
  REQUIRE(server.ok());
  CHECK(run_sql(server->url(), "select current_user") == "kontor_app");
  CHECK(run_sql(server->url(), "select current_database()") == "kontor");
  CHECK(run_sql(server->url(),
                "select rolsuper or rolcreaterole or rolcreatedb or rolinherit or rolbypassrls from pg_roles"
                " where rolname = current_user") == "f");
  CHECK(run_sql(server->owner_url(), "select current_user") == "kontor_owner");
  CHECK(run_sql(server->owner_url(), "show server_encoding") == "UTF8");
  CHECK(run_sql(server->owner_url(), "show data_checksums") == "on");
  CHECK(run_sql(server->owner_url(), "show listen_addresses").empty());
  CHECK(run_sql(server->owner_url(), "select 'a' > 'B' and lower('Ä') = 'ä'") == "t");
}

TEST_CASE("what was written is there after the next start, which is quick") {
  ScratchFolder folder;
  {
    const auto server = db::EmbeddedServer::start_or_join(folder.path(), quiet_log());
    REQUIRE(server.ok());
    run_sql(server->owner_url(), "create table note as select 'kept' as text");
  }
  const auto start = std::chrono::steady_clock::now();
  const auto server = db::EmbeddedServer::start_or_join(folder.path(), quiet_log());
  const auto took_ms = milliseconds_since(start);
  REQUIRE(server.ok());
  CHECK(run_sql(server->owner_url(), "select text from note") == "kept");
  INFO("the second start took " << took_ms << " ms");
  CHECK(took_ms < 5000);
}

TEST_CASE("the server ends with its object, and no process is left") {
  ScratchFolder folder;
  pid_t pid = 0;
  {
    const auto server = start_server(folder.path());
    REQUIRE(server.ok());
    pid = postmaster_pid(folder.path());
    REQUIRE(process_exists(pid));
  }
  CHECK_FALSE(process_exists(pid));
  CHECK(postmaster_pid(folder.path()) == 0);
  CHECK(::waitpid(-1, nullptr, WNOHANG) == -1);
}

TEST_CASE("the server is never root, is out of the terminal's reach, and inherits no open file") {
  ScratchFolder folder;
  const LeakyFile leaky(folder.path() / "leaky");
  const auto server = start_server(folder.path() / "data");
  REQUIRE(server.ok());
  const auto pid = postmaster_pid(folder.path() / "data");
  CHECK(user_of(pid) != 0);
  CHECK(::getsid(pid) == pid);
  CHECK_FALSE(holds_open(pid, folder.path() / "leaky"));
  CHECK_FALSE(holds_open(pid, folder.path() / "data" / "postgres.lock"));
}

TEST_CASE("a second process on the same data directory joins the server that runs, and leaves it alone") {
  ScratchFolder folder;
  const auto owner = start_server(folder.path());
  REQUIRE(owner.ok());
  const auto pid = postmaster_pid(folder.path());
  run_sql(owner->owner_url(), "create table note as select 'shared' as text");
  {
    const auto joined = start_server(folder.path());
    REQUIRE(joined.ok());
    CHECK(run_sql(joined->owner_url(), "select text from note") == "shared");
  }
  CHECK(postmaster_pid(folder.path()) == pid);
  CHECK(run_sql(owner->owner_url(), "select text from note") == "shared");
}

TEST_CASE("who joined a server takes it over when its owner ends") {
  ScratchFolder folder;
  auto owner = std::make_unique<Result<db::EmbeddedServer>>(start_server(folder.path()));
  REQUIRE(owner->ok());
  const auto joined = start_server(folder.path());
  REQUIRE(joined.ok());
  const auto first_pid = postmaster_pid(folder.path());
  owner.reset();
  CHECK(eventually([&] { return answers(joined->url()); }));
  CHECK(postmaster_pid(folder.path()) != first_pid);
}

TEST_CASE("of two that serve one data directory the second is told who has it") {
  ScratchFolder folder;
  OtherProcess first([&] {
    static auto lock = db::DataDirLock::take(folder.path());
    return lock.ok();
  });
  REQUIRE(first.went_well());
  const auto second = db::DataDirLock::take(folder.path());
  REQUIRE_FALSE(second.ok());
  CHECK(second.error().kind == ErrorKind::conflict);
  CHECK_THAT(second.error().detail, Catch::Contains("process " + std::to_string(first.pid())));
  first.kill();
  CHECK(db::DataDirLock::take(folder.path()).ok());
}

TEST_CASE("a data directory may have a very long path, and odd characters in it") {
  ScratchFolder folder;
  const fs::path data_dir = folder.path() / std::string(120, 'l') / std::string(120, 'o') / "a, b & 100% 'ü'";
  for (int round = 0; round < 2; ++round) {
    const auto server = start_server(data_dir);
    INFO((server ? std::string("started") : server.error().detail));
    REQUIRE(server.ok());
    CHECK(run_sql(server->url(), "select 1") == "1");
    const auto joined = start_server(data_dir);
    REQUIRE(joined.ok());
    CHECK(run_sql(joined->url(), "select 1") == "1");
  }
}

TEST_CASE("a short path with odd characters needs no detour") {
  ScratchFolder folder;
  const auto server = start_server(folder.path() / "a & 100% 'ü'?#");
  REQUIRE(server.ok());
  CHECK(run_sql(server->url(), "select 1") == "1");
}

TEST_CASE("root may keep its data where the server's user cannot go") {
  if (::geteuid() != 0) {
    WARN("skipped: only root has such a place, and this is not root");
    return;
  }
  ScratchFolder folder;  // 0700, root's
  REQUIRE(fs::status(folder.path()).permissions() == fs::perms::owner_all);
  const auto server = start_server(folder.path() / "data");
  INFO((server ? std::string("started") : server.error().detail));
  REQUIRE(server.ok());
  CHECK(user_of(postmaster_pid(folder.path() / "data")) != 0);
}

TEST_CASE("an ordinary user runs the server as themselves") {
  if (::geteuid() != 0) {
    WARN("skipped: every other case shows it, because this is not root");
    return;
  }
  ScratchFolder folder;
  const passwd* nobody = ::getpwnam("nobody");
  REQUIRE(nobody);
  const uid_t uid = nobody->pw_uid;
  REQUIRE(::chown(folder.path().c_str(), uid, nobody->pw_gid) == 0);
  OtherProcess ordinary([&] { return ::setuid(uid) == 0 && owning(folder.path())(); });
  CHECK(ordinary.went_well());
  CHECK(user_of(postmaster_pid(folder.path())) == uid);
}
