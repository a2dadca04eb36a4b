#include "kernel/db/embedded/postgres_programs.hpp"

#include <catch2/catch.hpp>

using namespace kontor;

TEST_CASE("the server programs' own word on their version is understood") {
  CHECK(db::major_version_of("postgres (PostgreSQL) 15.20 (Debian 15.20-0+deb12u1)\n") == 15);
  CHECK(db::major_version_of("postgres (PostgreSQL) 17beta1\n") == 17);
  CHECK(db::major_version_of("postgres (PostgreSQL) devel\n") == std::nullopt);
  CHECK(db::major_version_of("something else") == std::nullopt);
}

TEST_CASE("a missing server is answered with the package to install") {
  const auto found = db::find_postgres_programs(99);
  REQUIRE_FALSE(found.ok());
  CHECK(found.error().code == "postgres_missing");
  CHECK_THAT(found.error().detail, Catch::Contains("apt-get install postgresql-99"));
}
