#include "kernel/media/serving.hpp"

#include <catch2/catch.hpp>

#include "kernel/http/api_fixture.hpp"
#include "kernel/media/disk/disk_store.hpp"
#include "support/scratch_folder.hpp"

namespace kontor::media {
namespace {

struct Served {
  Served() {
    REQUIRE(store.put(name, bytes, Deadline::after(std::chrono::seconds(20))));
    api.endpoints.push_back(media_endpoint(store));
  }
  http::test::Answer get(const std::string& path, std::vector<std::pair<std::string, std::string>> headers = {}) {
    return api.get("/media/" + path, std::move(headers));
  }

  const std::string bytes = "0123456789";
  const Name name = Name::of(bytes, Format::png);
  const std::string etag = '"' + name.str() + '"';
  kontor::test::ScratchFolder folder;
  DiskStore store{folder.path()};
  http::test::ApiFixture api;
};

// A store that clients read themselves.
class Elsewhere final : public Store {
 public:
  Result<void> put(const Name&, std::string_view, Deadline) override { return unavailable("no"); }
  Result<std::uint64_t> size(const Name&, Deadline) override { return unavailable("no"); }
  Result<std::string> get(const Name&, std::optional<Piece>, Deadline) override { return unavailable("no"); }
  Result<void> remove(const Name&, Deadline) override { return unavailable("no"); }
  std::optional<std::string> public_url(const Name& name) const override { return "https://cdn/" + name.str(); }
};

}  // namespace

TEST_CASE("a picture is served for good, as a picture and nothing else") {
  Served served;
  const auto whole = served.get(served.name.str());
  CHECK(whole.status() == 200);
  CHECK(whole.body() == served.bytes);
  CHECK(whole.header("Content-Type") == "image/png");
  CHECK(whole.header("Cache-Control") == "public, max-age=31536000, immutable");
  CHECK(whole.header("ETag") == served.etag);
  CHECK(whole.header("Accept-Ranges") == "bytes");
  CHECK(whole.header("Content-Disposition") == "inline; filename=\"" + served.name.str() + '"');
  CHECK_FALSE(whole.on_io_thread);
  const auto& head = whole.response.head;
  CHECK(head.find("X-Content-Type-Options: nosniff") != std::string::npos);
  CHECK(head.find("Content-Security-Policy: default-src 'none'") != std::string::npos);

  CHECK(served.get(served.name.str(), {{"If-None-Match", served.etag}}).status() == 304);
  CHECK(served.get(served.name.in_size(Size::small).str()).status() == 404);
  for (const char* path : {"x", "..%2f..%2fetc%2fpasswd", "unfinished", "%2e%2e"}) {
    CAPTURE(path);
    const auto status = served.get(path).status();
    CHECK((status == 404 || status == 400));
  }
}

TEST_CASE("a picture is served in ranges") {
  Served served;
  const auto part = served.get(served.name.str(), {{"Range", "bytes=2-4"}});
  CHECK(part.status() == 206);
  CHECK(part.body() == "234");
  CHECK(part.header("Content-Range") == "bytes 2-4/10");
  CHECK(part.header("Cache-Control") == "public, max-age=31536000, immutable");
  CHECK(served.get(served.name.str(), {{"Range", "bytes=-3"}}).body() == "789");
  CHECK(served.get(served.name.str(), {{"Range", "bytes=8-"}}).body() == "89");
  CHECK(served.get(served.name.str(), {{"Range", "lines=1-2"}}).body() == served.bytes);
  CHECK(served.get(served.name.str(), {{"Range", "bytes=2-4"}, {"If-Range", "\"other\""}}).body() == served.bytes);
  CHECK(served.get(served.name.str(), {{"Range", "bytes=2-4"}, {"If-Range", served.etag}}).body() == "234");
  const auto beyond = served.get(served.name.str(), {{"Range", "bytes=10-"}});
  CHECK(beyond.status() == 416);
  CHECK(beyond.header("Content-Range") == "bytes */10");
  CHECK(beyond.header("Cache-Control") == "no-store");
}

TEST_CASE("where clients can reach the store they are sent there") {
  Elsewhere store;
  http::test::ApiFixture api;
  api.endpoints.push_back(media_endpoint(store));
  const auto name = Name::of("a", Format::webp);
  const auto answer = api.get("/media/" + name.str());
  CHECK(answer.status() == 302);
  CHECK(answer.header("Location") == "https://cdn/" + name.str());
  CHECK(api.get("/media/x").status() == 404);
}

}  // namespace kontor::media
