#include "kernel/http/static_files.hpp"

#include <unistd.h>

#include <catch2/catch.hpp>
#include <fstream>

#include "kernel/http/api_fixture.hpp"
#include "kernel/http/docs_page.hpp"

namespace kontor::http {
namespace {

namespace fs = std::filesystem;

struct FilesFixture : test::ApiFixture {
  fs::path base = fs::temp_directory_path() / ("kontor-files-" + std::to_string(::getpid()));

  FilesFixture() {
    fs::remove_all(base);
    fs::create_directories(base / "public/img");
    write("secret.txt", "secret");
    write("public/hello.txt", "0123456789");
    write("public/.env", "secret");
    write("public/img/chair.svg", "<svg/>");
    write("public/large.bin", std::string(5000, 'x'));
    fs::create_symlink(base / "secret.txt", base / "public/out.txt");
    fs::create_directory_symlink(base, base / "public/up");
    fs::create_symlink("hello.txt", base / "public/inside.txt");
    endpoints.push_back(folder_endpoint("/files", base / "public", {.max_bytes = 4000}));
  }
  ~FilesFixture() { fs::remove_all(base); }

  void write(const std::string& name, const std::string& text) { std::ofstream(base / name) << text; }
};

TEST_CASE_METHOD(FilesFixture, "a file is served with its type, a tag and the time of its change") {
  const auto answer = get("/files/hello.txt");
  CHECK(answer.status() == 200);
  CHECK(answer.body() == "0123456789");
  CHECK(answer.header("Content-Type") == "text/plain; charset=utf-8");
  CHECK(answer.header("Last-Modified").ends_with(" GMT"));
  CHECK(answer.header("Cache-Control") == "public, no-cache");
  CHECK(get("/files/img/chair.svg").header("Content-Type") == "image/svg+xml");
  CHECK(get("/files/inside.txt").body() == "0123456789");
  CHECK(get("/files/hello.txt", {{"If-None-Match", answer.header("ETag")}}).status() == 304);
  CHECK(get("/files/hello.txt?v=2").status() == 200);
}

TEST_CASE_METHOD(FilesFixture, "nothing outside the folder is served, however it is asked for") {
  for (const char* path :
       {"/files/../secret.txt", "/files/%2e%2e/secret.txt", "/files/..%2fsecret.txt", "/files/img/..%2f..%2fsecret.txt",
        "/files/%2fetc/passwd", "/files//etc/passwd", "/files/out.txt", "/files/up/secret.txt", "/files/.env",
        "/files/..%5csecret.txt", "/files/hello.txt%00.svg", "/files/img", "/files/", "/files/missing.txt"}) {
    const auto answer = get(path);
    INFO(path << " -> " << answer.status() << ' ' << answer.body());
    CHECK((answer.status() == 404 || answer.status() == 400));
    CHECK_THAT(answer.body(), !Catch::Contains("secret\n") && !Catch::StartsWith("secret"));
  }
}

TEST_CASE_METHOD(FilesFixture, "a single range is answered with just that part") {
  const auto part = get("/files/hello.txt", {{"Range", "bytes=2-4"}});
  CHECK(part.status() == 206);
  CHECK(part.body() == "234");
  CHECK(part.header("Content-Range") == "bytes 2-4/10");
  const auto beyond = get("/files/hello.txt", {{"Range", "bytes=10-"}});
  CHECK(beyond.status() == 416);
  CHECK(beyond.header("Content-Range") == "bytes */10");
  const auto changed = get("/files/hello.txt", {{"Range", "bytes=2-4"}, {"If-Range", "\"old\""}});
  CHECK(changed.status() == 200);
}

TEST_CASE_METHOD(FilesFixture, "a file above the bound is read in ranges") {
  CHECK(get("/files/large.bin").status() == 413);
  const auto part = get("/files/large.bin", {{"Range", "bytes=0-"}});
  CHECK(part.status() == 206);
  CHECK(part.header("Content-Range") == "bytes 0-3999/5000");
}

TEST_CASE("what a Range header asks for") {
  using Kind = ByteRange::Kind;
  struct Row {
    const char* header;
    Kind kind;
    std::size_t first;
    std::size_t length;
  };
  const auto row = GENERATE(values<Row>({
      {"", Kind::whole, 0, 10},
      {"bytes=0-0", Kind::part, 0, 1},
      {"bytes=0-", Kind::part, 0, 10},
      {"bytes=9-99", Kind::part, 9, 1},
      {"bytes=-3", Kind::part, 7, 3},
      {"bytes=-30", Kind::part, 0, 10},
      {"bytes=-0", Kind::unsatisfiable, 0, 0},
      {"bytes=10-11", Kind::unsatisfiable, 0, 0},
      {"bytes=5-4", Kind::whole, 0, 10},
      {"bytes=0-1,3-4", Kind::whole, 0, 10},
      {"bytes=-", Kind::whole, 0, 10},
      {"bytes=a-b", Kind::whole, 0, 10},
      {"bytes=+1-2", Kind::whole, 0, 10},
      {"bytes=99999999999999999999-", Kind::whole, 0, 10},
      {"lines=1-2", Kind::whole, 0, 10},
  }));
  const auto range = parse_range(row.header, 10);
  INFO(row.header);
  CHECK(static_cast<int>(range.kind) == static_cast<int>(row.kind));
  CHECK(range.first == row.first);
  CHECK(range.length == row.length);
}

struct DocsFixture : test::ApiFixture {
  DocsFixture() { endpoints = docs_endpoints(); }
};

TEST_CASE_METHOD(DocsFixture, "the documentation page runs nothing inline and asks no other host") {
  const auto page = get("/docs", {{"Accept", "text/html"}});
  CHECK(page.status() == 200);
  CHECK(page.header("Content-Type") == "text/html; charset=utf-8");
  CHECK_THAT(page.header("Content-Security-Policy"),
             Catch::Contains("default-src 'none'") && !Catch::Contains("unsafe"));
  CHECK_THAT(page.body(), !Catch::Contains("<style") && !Catch::Contains("style=") && !Catch::Contains("http://") &&
                              !Catch::Contains("https://") && !Catch::Contains("onclick"));
  const auto body = page.body();
  int asked_for = 0;
  for (auto at = body.find("\"/docs/"); at != body.npos; at = body.find("\"/docs/", at + 1)) {
    const auto path = body.substr(at + 1, body.find('"', at + 1) - at - 1);
    INFO(path);
    CHECK(get(path).status() == 200);
    ++asked_for;
  }
  CHECK(asked_for >= 4);
}

}  // namespace
}  // namespace kontor::http
