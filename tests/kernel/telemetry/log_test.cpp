#include "kernel/telemetry/log.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <chrono>
#include <cmath>
#include <iostream>
#include <limits>
#include <regex>
#include <thread>
#include <vector>

#include "kernel/core/text.hpp"
#include "kernel/json/json.hpp"

using namespace kontor::telemetry;
using namespace std::chrono_literals;

struct LoggedLine {
  std::string ts;
  std::string level;
  std::string event;
};
KONTOR_DESCRIBE(LoggedLine, ts, level, event)

namespace {

// A file in memory to log to.
class Paper {
 public:
  Paper() : descriptor_(::memfd_create("log", 0)) { REQUIRE(descriptor_ >= 0); }
  ~Paper() { ::close(descriptor_); }
  Paper(const Paper&) = delete;

  int descriptor() const { return descriptor_; }
  std::string text() const {
    std::string text(static_cast<std::size_t>(::lseek(descriptor_, 0, SEEK_END)), '\0');
    REQUIRE(::pread(descriptor_, text.data(), text.size(), 0) == static_cast<ssize_t>(text.size()));
    return text;
  }
  std::vector<std::string> lines() const {
    const std::string all = text();
    std::vector<std::string> lines;
    for (const auto line : kontor::text::split(all, '\n')) lines.emplace_back(line);
    REQUIRE(lines.back().empty());
    lines.pop_back();
    return lines;
  }

 private:
  int descriptor_;
};

// What `write` logs, as text without the time.
template <class Write>
std::string logged(LogSettings settings, Write write) {
  const Paper paper;
  {
    const Log log(settings, paper.descriptor());
    write(log);
  }
  return std::regex_replace(paper.text(), std::regex(R"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z|\d\d:\d\d:\d\d\.\d{3})"),
                            "T");
}

constexpr LogSettings kJson{LogLevel::debug, LogFormat::json, 8192};
constexpr LogSettings kHuman{LogLevel::debug, LogFormat::human, 8192};

struct Pipe {
  Pipe() { REQUIRE(::pipe2(ends, O_CLOEXEC) == 0); }
  ~Pipe() {
    for (const int end : ends) ::close(end);
  }
  int ends[2];
};

std::size_t count_lines_until_end(int descriptor) {
  std::size_t lines = 0;
  char buffer[65536];
  for (ssize_t got = 0; (got = ::read(descriptor, buffer, sizeof buffer)) > 0;) {
    lines += static_cast<std::size_t>(std::count(buffer, buffer + got, '\n'));
  }
  return lines;
}

}  // namespace

TEST_CASE("a line is one JSON object with time, level, event, ids and fields") {
  const std::string text = logged(kJson, [](const Log& log) {
    const LogScope scope("req-1", "4bf9");
    log.info("request", {{"method", "GET"},
                         {"status", 200},
                         {"duration_ms", 1.5},
                         {"cached", true},
                         {"bytes", std::numeric_limits<std::uint64_t>::max()},
                         {"delta", -7},
                         {"ratio", std::nan("")}});
  });
  CHECK(text == R"({"ts":"T","level":"info","event":"request","request_id":"req-1","trace_id":"4bf9","method":"GET",)"
                R"("status":200,"duration_ms":1.5,"cached":true,"bytes":18446744073709551615,"delta":-7,"ratio":"nan"})"
                "\n");
}

TEST_CASE("a line for people reads as key=value, and quotes what would mislead") {
  const std::string text = logged(kHuman, [](const Log& log) {
    const LogScope scope("req-1", "");
    log.warn("slow", {{"route", "/a"}, {"note", "two words"}, {"forged", "x status=200"}, {"empty", ""}, {"n", 3}});
  });
  CHECK(text == "T WARN  slow route=/a note=\"two words\" forged=\"x status=200\" empty=\"\" n=3 request_id=req-1\n");
}

TEST_CASE("nobody can forge a line, in either format") {
  const std::string evil =
      "x\n{\"level\":\"error\"}\r\x1b[2J\xC2\x9B"
      "1m\xff";
  for (const LogSettings& settings : {kJson, kHuman}) {
    const std::string text = logged(settings, [&](const Log& log) {
      const LogScope scope(evil, evil);
      log.info(evil, {{evil, evil}});
    });
    INFO(text);
    CHECK(std::count(text.begin(), text.end(), '\n') == 1);
    CHECK(text.find_first_of("\r\x1b") == std::string::npos);
    CHECK(text.find("\xC2\x9B") == std::string::npos);
    CHECK(kontor::text::is_valid_utf8(text));
  }
}

TEST_CASE("every JSON line can be read as JSON") {
  const Paper paper;
  {
    const Log log(kJson, paper.descriptor());
    std::string bytes;
    for (int byte = 1; byte < 256; ++byte) bytes += static_cast<char>(byte);
    log.error(bytes, {{bytes, bytes}, {"infinite", -INFINITY}, {"tiny", 5e-324}, {"ts", "mine"}});
  }
  for (const std::string& line : paper.lines()) {
    const auto read = kontor::json::read<LoggedLine>(line, {.unknown = kontor::json::Unknown::ignore});
    INFO(line);
    REQUIRE(read);
    CHECK(read->level == "error");
    CHECK(std::regex_match(read->ts, std::regex(R"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z)")));
  }
}

TEST_CASE("secrets and people are masked in both formats, numbers too") {
  for (const LogSettings& settings : {kJson, kHuman}) {
    const std::string text = logged(settings, [](const Log& log) {
      log.info("login", {{"email", "anna@example.com"},
                         {"password", "hunter2"},
                         {"token", 123456789},
                         {"phone", 491701234542},
                         {"password_set", true},
                         {"url", "postgres://k:s3cret@db/x"}});
    });
    INFO(text);
    for (const auto* hidden : {"anna", "hunter2", "123456789", "49170", "s3cret"}) {
      CHECK(text.find(hidden) == std::string::npos);
    }
    for (const auto* kept : {"a***@example.com", "***42", "true", "postgres://k:***@db/x"}) {
      CHECK(text.find(kept) != std::string::npos);
    }
  }
}

TEST_CASE("a huge value is shortened and says by how much") {
  const std::string text = logged(kJson, [](const Log& log) { log.info("big", {{"body", std::string(10000, 'x')}}); });
  CHECK(text.size() < 8400);
  CHECK(text.find("… (1808 bytes more)\"}") != std::string::npos);
}

TEST_CASE("what is below the level is not written") {
  struct Case {
    LogLevel level;
    std::string expected;
  };
  const std::vector<Case> cases = {{LogLevel::debug, "DIWE"},
                                   {LogLevel::info, "IWE"},
                                   {LogLevel::warn, "WE"},
                                   {LogLevel::error, "E"},
                                   {LogLevel::off, ""}};
  for (const auto& [level, expected] : cases) {
    const std::string text = logged({level, LogFormat::human, 64}, [](const Log& log) {
      log.debug("a");
      log.info("b");
      log.warn("c");
      log.error("d");
      log.write(LogLevel::off, "e");
    });
    std::string initials;
    for (const auto line : kontor::text::split(text, '\n')) {
      if (!line.empty()) initials += line[2];
    }
    CHECK(initials == expected);
  }
}

TEST_CASE("scopes nest, and belong to their thread") {
  const std::string text = logged(kHuman, [](const Log& log) {
    const LogScope outer("outer", "");
    {
      const LogScope inner("inner", "");
      log.info("one");
      std::thread([&log] { log.info("two"); }).join();
    }
    log.info("three");
  });
  CHECK(text == "T INFO  one request_id=inner\nT INFO  two\nT INFO  three request_id=outer\n");
}

TEST_CASE("a terminal gets colours unless somebody asks for none") {
  const int terminal = ::posix_openpt(O_RDWR | O_NOCTTY);
  REQUIRE(terminal >= 0);
  REQUIRE(::grantpt(terminal) == 0);
  REQUIRE(::unlockpt(terminal) == 0);
  const int screen = ::open(::ptsname(terminal), O_RDWR | O_NOCTTY);
  REQUIRE(screen >= 0);
  const auto shown = [&] {
    Log({LogLevel::info, LogFormat::automatic, 64}, screen).info("hello", {{"a", 1}});
    char buffer[1024];
    const auto got = ::read(terminal, buffer, sizeof buffer);
    return std::string(buffer, static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
  };
  ::setenv("TERM", "xterm", 1);
  ::unsetenv("NO_COLOR");
  CHECK(shown().find("\x1b[32mINFO \x1b[0m hello \x1b[90ma=\x1b[0m1") != std::string::npos);
  ::setenv("NO_COLOR", "1", 1);
  CHECK(shown().find("INFO  hello a=1") != std::string::npos);
  ::unsetenv("NO_COLOR");
  ::close(screen);
  ::close(terminal);
}

TEST_CASE("a reader that stands still never holds up who logs, and every line is written or counted") {
  const Pipe pipe;
  constexpr std::size_t kLines = 20000;
  std::size_t read_lines = 0;
  std::thread reader;
  std::uint64_t dropped = 0;
  std::chrono::steady_clock::duration longest{};
  {
    const Log log({LogLevel::info, LogFormat::json, 256}, pipe.ends[1]);
    const auto began = std::chrono::steady_clock::now();
    for (std::size_t i = 0; i < kLines; ++i) log.info("line", {{"number", i}});
    longest = std::chrono::steady_clock::now() - began;
    CHECK(log.dropped() > 0);
    reader = std::thread([&] { read_lines = count_lines_until_end(pipe.ends[0]); });
    log.flush();
    dropped = log.dropped();
  }
  ::close(pipe.ends[1]);
  reader.join();
  INFO("wrote " << kLines << ", read " << read_lines << ", dropped " << dropped);
  CHECK(longest < 5s);
  CHECK(read_lines + dropped == kLines);
}

TEST_CASE("a process whose stderr nobody reads still ends") {
  const Pipe pipe;
  const auto began = std::chrono::steady_clock::now();
  {
    const Log log({LogLevel::info, LogFormat::json, 256}, pipe.ends[1]);
    for (int i = 0; i < 5000; ++i) log.info("line", {{"number", i}});
  }
  CHECK(std::chrono::steady_clock::now() - began < 10s);
}

TEST_CASE("a closed stderr costs the lines and nothing else") {
  Pipe pipe;
  ::close(pipe.ends[0]);
  const Log log(kJson, pipe.ends[1]);
  for (int i = 0; i < 100; ++i) log.error("line", {{"number", i}});
  log.flush();
  SUCCEED("no SIGPIPE");
}

TEST_CASE("what was logged before a sudden end is out once it is flushed") {
  const Pipe pipe;
  const pid_t child = ::fork();
  if (child == 0) {
    const Log log(kHuman, pipe.ends[1]);
    for (int i = 0; i < 1000; ++i) log.info("before");
    log.flush();
    ::_exit(0);
  }
  ::close(pipe.ends[1]);
  CHECK(count_lines_until_end(pipe.ends[0]) == 1000);
  ::waitpid(child, nullptr, 0);
}

TEST_CASE("many threads at once lose no line and mix none") {
  const Paper paper;
  {
    const Log log({LogLevel::info, LogFormat::json, 1 << 16}, paper.descriptor());
    std::vector<std::thread> threads;
    for (int t = 0; t < 8; ++t) {
      threads.emplace_back([&log, t] {
        for (int i = 0; i < 1000; ++i)
          log.info("line", {{"thread", t}, {"number", i}, {"text", std::string(300, 'x')}});
      });
    }
    for (auto& thread : threads) thread.join();
    log.flush();
    CHECK(log.dropped() == 0);
  }
  const auto lines = paper.lines();
  CHECK(lines.size() == 8000);
  CHECK(std::ranges::all_of(lines, [](const std::string& line) { return line.ends_with("x\"}") && line[0] == '{'; }));
}

TEST_CASE("a level that is off costs next to nothing, compared with a line of eight fields") {
  const Paper paper;
  const Log log({LogLevel::info, LogFormat::json, 1 << 15}, paper.descriptor());
  const LogScope scope("req_01j9zq5w3cf8a9k2m4n6p8r0st", "4bf92f3577b34da6a3ce929d0e0e4736");
  const std::string path = "/api/v1/catalog/products";
  const auto cost_ns = [&](LogLevel level) {
    constexpr int kLines = 20000;
    const auto began = std::chrono::steady_clock::now();
    for (int i = 0; i < kLines; ++i) {
      log.write(level, "request",
                {{"method", "GET"},
                 {"route", "/catalog/products"},
                 {"path", path},
                 {"status", 200},
                 {"duration_ms", 1.234},
                 {"bytes", 4096 + i},
                 {"client_address", "192.0.2.17"},
                 {"cached", true}});
    }
    const std::chrono::duration<double, std::nano> took = std::chrono::steady_clock::now() - began;
    log.flush();
    return took.count() / kLines;
  };
  const double on = std::min({cost_ns(LogLevel::info), cost_ns(LogLevel::info), cost_ns(LogLevel::info)});
  const double off = cost_ns(LogLevel::debug);
  std::cout << "a log line of eight fields: " << on << " ns, below the level: " << off << " ns\n";
  CHECK(off * 10 < on);
}
