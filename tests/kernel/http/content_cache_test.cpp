#include "kernel/http/content_cache.hpp"

#include <atomic>
#include <catch2/catch.hpp>
#include <thread>

#include "kernel/http/api_fixture.hpp"
#include "support/eventually.hpp"

namespace kontor::http {
namespace {

using std::chrono::seconds;

ContentPtr text(std::string bytes) {
  return std::make_shared<const Content>(std::move(bytes), "text/plain");
}

struct CacheFixture {
  ManualClock clock{Timestamp{}};
  telemetry::Metrics metrics;
  ContentCache cache{{.max_bytes = 1 << 20, .time_to_live = seconds(2)}, clock, metrics, "test"};

  std::int64_t bytes() {
    return metrics.gauge("kontor_cache_bytes", "Memory that a cache holds", {{"cache", "test"}}).value();
  }
};

TEST_CASE_METHOD(CacheFixture, "what was stored is found until its time is over") {
  CHECK(cache.find("/a") == nullptr);
  cache.store("/a", text("A"), cache.edition());
  REQUIRE(cache.find("/a"));
  CHECK(cache.find("/a")->bytes() == "A");
  clock.advance(std::chrono::milliseconds(1999));
  CHECK(cache.find("/a"));
  clock.advance(std::chrono::milliseconds(1));
  CHECK(cache.find("/a") == nullptr);
  CHECK(bytes() == 0);
}

TEST_CASE_METHOD(CacheFixture, "a newer answer takes the place of the older one") {
  cache.store("/a", text("old"), cache.edition());
  const auto before = bytes();
  cache.store("/a", text("new"), cache.edition());
  CHECK(cache.find("/a")->bytes() == "new");
  CHECK(bytes() == before);
}

TEST_CASE_METHOD(CacheFixture, "a cleared cache is empty, and takes no answer that was begun before") {
  cache.store("/a", text("A"), cache.edition());
  const auto begun = cache.edition();
  cache.clear();
  CHECK(cache.find("/a") == nullptr);
  CHECK(bytes() == 0);
  cache.store("/a", text("stale"), begun);
  CHECK(cache.find("/a") == nullptr);
  cache.store("/a", text("fresh"), cache.edition());
  CHECK(cache.find("/a")->bytes() == "fresh");
}

TEST_CASE_METHOD(CacheFixture, "memory stays within the bound, whatever is stored") {
  for (int i = 0; i < 5000; ++i)
    cache.store("/page/" + std::to_string(i), text(std::string(1000, 'x')), cache.edition());
  CHECK(bytes() > (1 << 19));
  CHECK(bytes() <= (1 << 20));
}

TEST_CASE_METHOD(CacheFixture, "what is asked for stays longer than what is not") {
  cache.store("/wanted", text(std::string(1000, 'x')), cache.edition());
  for (int i = 0; i < 5000; ++i) {
    cache.store("/page/" + std::to_string(i), text(std::string(1000, 'x')), cache.edition());
    REQUIRE(cache.find("/wanted"));
  }
}

TEST_CASE_METHOD(CacheFixture, "encodings made later count as memory") {
  const auto content = text(std::string(10000, 'x'));
  cache.store("/a", content, cache.edition());
  const auto before = bytes();
  content->encoded(Encoding::gzip);
  (void)cache.find("/a");
  CHECK(bytes() > before);
}

TEST_CASE_METHOD(CacheFixture, "several threads store, find and encode the same pages at once") {
  std::atomic<int> wrong{0};
  const auto work = [&](int seed) {
    for (int i = 0; i < 2000; ++i) {
      const auto key = "/page/" + std::to_string((i * 7 + seed) % 50);
      auto content = cache.find(key);
      if (!content) cache.store(key, text(key + std::string(2000, 'x')), cache.edition());
      if (content && !content->bytes().starts_with(key)) ++wrong;
      if (content && content->encoded(Encoding::gzip).size() > 200) ++wrong;
    }
  };
  std::vector<std::thread> threads;
  for (int seed = 0; seed < 4; ++seed) threads.emplace_back(work, seed);
  for (auto& thread : threads) thread.join();
  CHECK(wrong == 0);
  CHECK(bytes() <= (1 << 20));
}

ContentPtr about(std::vector<std::string> subjects, std::string bytes) {
  return std::make_shared<const Content>(std::move(bytes), "text/plain", Content::Marks{"", std::move(subjects)});
}

TEST_CASE_METHOD(CacheFixture,
                 "what is about one thing is forgotten with it, and what is about anything with every change") {
  cache.store("/cup", about({"cup"}, "CUP"), cache.edition());
  cache.store("/mug", about({"mug"}, "MUG"), cache.edition());
  cache.store("/all", text("CUP MUG"), cache.edition());
  cache.forget("mug");
  CHECK(cache.find("/cup"));
  CHECK(cache.find("/mug") == nullptr);
  CHECK(cache.find("/all") == nullptr);
  cache.store("/all", text("CUP"), cache.edition());
  CHECK(cache.find("/all"));
}

TEST_CASE_METHOD(CacheFixture, "what is about several things is forgotten with any of them, and with no other") {
  const auto keep = [&] { cache.store("/both", about({"cup", "mug", "lists"}, "CUP MUG"), cache.edition()); };
  for (const auto* subject : {"cup", "mug", "lists"}) {
    keep();
    cache.forget("plate");
    CHECK(cache.find("/both"));
    cache.forget(subject);
    CHECK(cache.find("/both") == nullptr);
  }
  keep();
  cache.clear();
  CHECK(cache.find("/both") == nullptr);
}

TEST_CASE_METHOD(CacheFixture, "an answer that was begun before its thing changed is not kept") {
  const auto begun = cache.edition();
  cache.forget("mug");
  cache.store("/mug", about({"mug"}, "old"), begun);
  CHECK(cache.find("/mug") == nullptr);
  cache.store("/cup", about({"cup"}, "CUP"), begun);
  CHECK(cache.find("/cup"));
}

TEST_CASE_METHOD(CacheFixture, "one who misses makes it, and who comes meanwhile waits for that") {
  std::atomic<bool> waited{false};
  std::atomic<bool> asked{false};
  std::thread other;
  {
    const auto turn = cache.take_turn("/a", Deadline::after(seconds(10)));
    REQUIRE(turn.is_first());
    CHECK(cache.take_turn("/b", Deadline::after(seconds(10))).is_first());
    CHECK_FALSE(cache.take_turn("/a", Deadline::after(std::chrono::milliseconds(1))).is_first());
    other = std::thread([&] {
      asked = true;
      const auto second = cache.take_turn("/a", Deadline::after(seconds(10)));
      waited = second.is_first() || cache.find("/a") != nullptr;
    });
    REQUIRE(kontor::test::eventually([&] { return asked.load(); }));
    cache.store("/a", text("A"), cache.edition());
  }
  other.join();
  CHECK(waited);
  CHECK(cache.take_turn("/a", Deadline::after(seconds(10))).is_first());
}

TEST_CASE("an entry that is no longer fresh is told for a while when it has to be") {
  ManualClock clock{Timestamp{}};
  telemetry::Metrics metrics;
  ContentCache cache({.max_bytes = 1 << 20, .time_to_live = seconds(2), .stale_for = seconds(60)}, clock, metrics,
                     "test");
  cache.store("/a", text("A"), cache.edition());
  cache.clear();
  CHECK(cache.find("/a") == nullptr);
  REQUIRE(cache.find_stale("/a"));
  CHECK(cache.find_stale("/a")->bytes() == "A");
  clock.advance(seconds(63));
  CHECK(cache.find_stale("/a") == nullptr);
}

struct CachedPageFixture : test::ApiFixture {
  ContentCache cache{{.max_bytes = 1 << 20, .time_to_live = seconds(2)}, clock, metrics, "pages"};
  int made = 0;
  std::string page = std::string(5000, 'x');

  CachedPageFixture() {
    endpoints.push_back(http::get("/pages/{key}")
                            .access(auth::Access::anyone())
                            .path<Key>()
                            .answers<std::string>()
                            .cached(cache)
                            .handle([this](const auto& call) -> Result<std::string> {
                              ++made;
                              if (call.path.key == "missing") return not_found("page");
                              return page;
                            }));
  }

  struct Key {
    std::string key;
  };
};
KONTOR_DESCRIBE(CachedPageFixture::Key, key)

TEST_CASE_METHOD(CachedPageFixture, "the second reader is answered from memory on the I/O thread") {
  const auto first = get("/api/v1/pages/a");
  const auto second = get("/api/v1/pages/a");
  CHECK_FALSE(first.on_io_thread);
  CHECK(second.on_io_thread);
  CHECK(made == 1);
  CHECK(second.body() == first.body());
  CHECK(second.header("ETag") == first.header("ETag"));
  CHECK(second.header("Content-Type") == "application/json");
  CHECK(second.header("Cache-Control") == "public, no-cache");
  clock.advance(seconds(2));
  CHECK_FALSE(get("/api/v1/pages/a").on_io_thread);
}

TEST_CASE_METHOD(CachedPageFixture, "only good answers are kept") {
  CHECK(get("/api/v1/pages/missing").status() == 404);
  CHECK(get("/api/v1/pages/missing").status() == 404);
  CHECK(made == 2);
  CHECK(get("/api/v1/pages/missing").header("Cache-Control") == "no-store");
}

TEST_CASE_METHOD(CachedPageFixture, "a reader who knows the answer gets 304 from memory") {
  const auto tag = get("/api/v1/pages/a").header("ETag");
  const auto again = get("/api/v1/pages/a", {{"If-None-Match", tag}});
  CHECK(again.status() == 304);
  CHECK(again.on_io_thread);
  CHECK(again.body().empty());
  CHECK(again.header("ETag") == tag);
  CHECK(again.header("Content-Type").empty());
  page = "changed";
  clock.advance(seconds(3));
  CHECK(get("/api/v1/pages/a", {{"If-None-Match", tag}}).status() == 200);
}

TEST_CASE_METHOD(CachedPageFixture,
                 "an encoding is made once by a worker, then comes from memory with a tag of its own") {
  const auto plain = get("/api/v1/pages/a");
  const auto first = get("/api/v1/pages/a", {{"Accept-Encoding", "br"}});
  const auto second = get("/api/v1/pages/a", {{"Accept-Encoding", "br"}});
  CHECK_FALSE(first.on_io_thread);
  CHECK(second.on_io_thread);
  CHECK(made == 1);
  CHECK(second.header("Content-Encoding") == "br");
  CHECK(second.header("Vary") == "Accept-Encoding");
  CHECK(second.body().size() < plain.body().size() / 10);
  CHECK(second.header("ETag") != plain.header("ETag"));
  CHECK(get("/api/v1/pages/a", {{"Accept-Encoding", "br"}, {"If-None-Match", second.header("ETag")}}).status() == 304);
}

constexpr auth::Permission kEdit{"pages.edit", "Edit pages"};

struct EditedPageFixture : test::ApiFixture {
  ContentCache cache{
      {.max_bytes = 1 << 20, .time_to_live = seconds(2), .stale_for = seconds(60)}, clock, metrics, "pages"};
  Languages languages{{"en", "de", "pt-BR"}};
  std::optional<Error> broken;
  int made = 0;

  EditedPageFixture() {
    endpoints.push_back(http::get("/page")
                            .access(auth::Access::anyone())
                            .answers<std::string>()
                            .cached(cache)
                            .not_cached_for(kEdit)
                            .in_languages(languages)
                            .handle([this](const auto& call) -> Result<std::string> {
                              ++made;
                              if (broken) return *broken;
                              return languages.choose(call.request.header("Accept-Language"));
                            }));
  }
};

TEST_CASE_METHOD(EditedPageFixture, "an answer is cached for each language that it is made in") {
  CHECK(get("/api/v1/page", {{"Accept-Language", "de-AT, en;q=0.5"}}).body() == "\"de\"");
  CHECK(get("/api/v1/page", {{"Accept-Language", "de"}}).on_io_thread);
  CHECK(get("/api/v1/page", {{"Accept-Language", "pt"}}).body() == "\"pt-BR\"");
  CHECK(get("/api/v1/page", {{"Accept-Language", "xx, *"}}).body() == "\"en\"");
  const auto own = get("/api/v1/page");
  CHECK(own.on_io_thread);
  CHECK(own.header("Vary") == "Accept-Language");
  CHECK(own.header("Content-Language") == "en");
  CHECK(made == 3);
}

TEST_CASE_METHOD(EditedPageFixture, "who may edit is answered past the cache, and nobody keeps that") {
  (void)get("/api/v1/page");
  const auto edited = get("/api/v1/page", {{"Authorization", "Bearer ada:pages.edit"}});
  CHECK_FALSE(edited.on_io_thread);
  CHECK(edited.header("Cache-Control") == "private, no-store");
  CHECK(get("/api/v1/page", {{"Authorization", "Bearer eve:pages.read"}}).on_io_thread);
  CHECK(made == 2);
}

TEST_CASE_METHOD(EditedPageFixture, "an old answer is better than none, and says that it is old") {
  (void)get("/api/v1/page");
  cache.clear();
  broken = unavailable("away");
  const auto stale = get("/api/v1/page");
  CHECK(stale.status() == 200);
  CHECK(stale.body() == "\"en\"");
  CHECK(stale.header("X-Kontor-Stale") == "true");
  broken = not_found("page");
  CHECK(get("/api/v1/page").status() == 404);
  broken.reset();
  CHECK(get("/api/v1/page").header("X-Kontor-Stale").empty());
}

}  // namespace
}  // namespace kontor::http
