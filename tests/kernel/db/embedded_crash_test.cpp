#include <catch2/catch.hpp>
#include <chrono>

#include "kernel/db/embedded_support.hpp"

#ifdef __SANITIZE_THREAD__
// The other processes of these tests are forks that go on with threads of their own.
extern "C" const char* __tsan_default_options();
extern "C" const char* __tsan_default_options() {
  return "die_after_fork=0";
}
#endif

using namespace kontor;
using namespace kontor::test;
namespace fs = std::filesystem;

namespace {

// A killed process loses nothing that it gave to the operating system, so nothing here needs to be flushed.
std::function<bool()> owning_a_note(const fs::path& data_dir) {
  return [data_dir] {
    static auto server = start_server(data_dir);
    if (!server) return false;
    run_sql(server->owner_url(), "create table if not exists note (text text); insert into note values ('kept')");
    return true;
  };
}

std::string kept_note(const Result<db::EmbeddedServer>& server) {
  return server ? run_sql(server->owner_url(), "select text from note limit 1") : server.error().detail;
}

void write_file(const fs::path& file, const std::string& text, std::ios::openmode mode = std::ios::trunc) {
  std::ofstream(file, std::ios::out | mode) << text;
}

// For root, a cluster is somebody else's.
void make_foreign_cluster(const fs::path& directory) {
  fs::create_directories(directory);
  if (::geteuid() == 0) REQUIRE(::chown(directory.c_str(), 65534, 65534) == 0);
}

std::string start_error(const fs::path& data_dir) {
  const auto server = start_server(data_dir);
  if (server) return "it started";
  CHECK(server.error().detail.find('\n') == std::string::npos);
  return server.error().detail;
}

}  // namespace

TEST_CASE("a server whose program was killed ends by itself, and the next start has all that was committed") {
  ScratchFolder folder;
  OtherProcess owner(owning_a_note(folder.path()));
  REQUIRE(owner.went_well());
  const auto pid = postmaster_pid(folder.path());
  owner.kill();
  SECTION("at once, while the old server may still be there") {}
  SECTION("after the old server has gone") {
    REQUIRE(eventually([&] { return !process_exists(pid); }));
  }
  const auto server = start_server(folder.path());
  CHECK(kept_note(server) == "kept");
  CHECK(eventually([&] { return !process_exists(pid); }));
}

TEST_CASE("after everything was killed at once the next start recovers") {
  ScratchFolder folder;
  OtherProcess owner(owning_a_note(folder.path()));
  REQUIRE(owner.went_well());
  const auto pid = postmaster_pid(folder.path());
  ::kill(owner.pid(), SIGSTOP);  // so that it does not start another
  ::kill(pid, SIGKILL);
  owner.kill();
  REQUIRE(fs::exists(folder.path() / "postgres" / "postmaster.pid"));
  CHECK(kept_note(start_server(folder.path())) == "kept");
}

TEST_CASE("a killed server is started again by its program, soon") {
  ScratchFolder folder;
  const auto server = start_server(folder.path());
  REQUIRE(server.ok());
  run_sql(server->owner_url(), "create table note as select 'kept' as text");
  for (int round = 0; round < 3; ++round) {
    const auto pid = postmaster_pid(folder.path());
    SqlSession connected(server->url());  // a child of the old server that has work to end
    ::kill(pid, SIGKILL);
    const auto killed = std::chrono::steady_clock::now();
    REQUIRE(eventually([&] { return postmaster_pid(folder.path()) != pid && answers(server->url()); }));
    const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - killed);
    INFO("it answered again after " << took.count() << " ms");
    CHECK(took < std::chrono::seconds(3));
    CHECK(kept_note(server) == "kept");
  }
}

TEST_CASE("a process that has the old server's number by now does not keep the next one from starting") {
  ScratchFolder folder;
  { REQUIRE(start_server(folder.path()).ok()); }
  struct stat cluster {};
  REQUIRE(::stat((folder.path() / "postgres").c_str(), &cluster) == 0);
  // Of the server's user, or PostgreSQL itself would see through it.
  OtherProcess other([&] { return ::geteuid() != 0 || ::setuid(cluster.st_uid) == 0; });
  REQUIRE(other.went_well());
  write_file(folder.path() / "postgres" / "postmaster.pid", std::to_string(other.pid()) + "\n/x\n1\n5432\n.\n\n0 0\n");
  CHECK(start_error(folder.path()) == "it started");
  CHECK(process_exists(other.pid()));
}

TEST_CASE("a first start that was killed is begun again by the next") {
  ScratchFolder folder;
  const auto unfinished = folder.path() / "postgres.unfinished";
  auto owner = OtherProcess::running(owning(folder.path()));
  const char* moment = GENERATE("PG_VERSION", "global/pg_control", "base/4", "base/5");
  INFO("killed when it had made " << moment);
  REQUIRE(eventually([&] { return fs::exists(unfinished / moment) || fs::exists(folder.path() / "postgres"); }));
  owner.kill();
  const auto server = start_server(folder.path());
  INFO((server ? std::string("started") : server.error().detail));
  REQUIRE(server.ok());
  CHECK(run_sql(server->url(), "select current_database()") == "kontor");
  CHECK_FALSE(fs::exists(unfinished));
}

TEST_CASE("many processes that start on an empty data directory at once share one server") {
  ScratchFolder folder;
  std::vector<OtherProcess> others;
  for (int i = 0; i < 4; ++i) others.push_back(OtherProcess::running(owning(folder.path())));
  const auto server = start_server(folder.path());
  REQUIRE(server.ok());
  CHECK(run_sql(server->url(), "select 1") == "1");
}

TEST_CASE("what keeps the server from starting is said in one line") {
  ScratchFolder folder;
  const auto postgres = folder.path() / "postgres";
  SECTION("data of a version that is too old") {
    make_foreign_cluster(postgres);
    write_file(postgres / "PG_VERSION", "14\n");
    CHECK_THAT(start_error(folder.path()), Catch::Contains("PostgreSQL 14") && Catch::Contains("pg_upgrade"));
  }
  SECTION("data of a version that is not installed") {
    make_foreign_cluster(postgres);
    write_file(postgres / "PG_VERSION", "99\n");
    CHECK_THAT(start_error(folder.path()), Catch::Contains("apt-get install postgresql-99"));
  }
  SECTION("a folder that holds something else") {
    make_foreign_cluster(postgres);
    write_file(postgres / "holiday.txt", "x");
    CHECK_THAT(start_error(folder.path()), Catch::Contains("move it away"));
  }
  SECTION("a data directory that cannot be made") {
    write_file(folder.path() / "file", "");
    CHECK_THAT(start_error(folder.path() / "file" / "data"), Catch::Contains("cannot make"));
  }
  SECTION("a setting that PostgreSQL does not know") {
    { REQUIRE(start_server(folder.path()).ok()); }
    write_file(postgres / "postgresql.conf", "nonsense = 1\n", std::ios::app);
    CHECK_THAT(start_error(folder.path()), Catch::Contains("FATAL") && Catch::Contains("postgres.log"));
  }
}
