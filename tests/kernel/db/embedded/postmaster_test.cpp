#include "kernel/db/embedded/postmaster.hpp"

#include <catch2/catch.hpp>
#include <fstream>

#include "support/scratch_folder.hpp"

using namespace kontor;
namespace fs = std::filesystem;

TEST_CASE("the server's log stays within its bound, and its last generation is kept") {
  const test::ScratchFolder folder;
  const auto log = folder.path() / "postgres.log";
  std::ofstream writer(log, std::ios::app);
  writer << std::string(1 << 20, 'a') << std::flush;
  db::bound_log(log);
  CHECK(fs::file_size(log) == 1 << 20);

  writer << std::string(8 << 20, 'b') << std::flush;
  db::bound_log(log);
  CHECK(fs::file_size(log) == 0);
  CHECK(fs::file_size(folder.path() / "postgres.log.1") == 9 << 20);

  writer << "goes on" << std::flush;
  CHECK(fs::file_size(log) == 7);
}
