#include "kernel/db/embedded/server_url.hpp"

#include <catch2/catch.hpp>

#include "support/scratch_folder.hpp"

using namespace kontor;

TEST_CASE("a server is reached through the path of its directory, or through a descriptor where that does not do") {
  CHECK(db::server_urls("/srv/shop/postgres").program ==
        "postgresql://kontor_app@/kontor?host=/srv/shop/postgres&port=5432");
  CHECK(db::server_urls("/srv/shop/postgres").owner ==
        "postgresql://kontor_owner@/kontor?host=/srv/shop/postgres&port=5432");
  CHECK_THAT(db::server_urls("/srv/my shop & 100%").program, Catch::Contains("?host=/srv/my%20shop%20%26%20100%25&"));

  const test::ScratchFolder folder;
  const std::string longest(107 - folder.path().string().size() - std::string("//.s.PGSQL.5432").size(), 'x');
  CHECK_THAT(db::server_urls(folder.path() / longest).program, Catch::Contains(longest));
  for (const auto& name : {longest + "x", std::string("a,b")}) {
    std::filesystem::create_directory(folder.path() / name);
    const auto urls = db::server_urls(folder.path() / name);
    CHECK_THAT(urls.program, Catch::Contains("?host=/proc/self/fd/" + std::to_string(urls.socket_directory.get())));
  }
}
