#include "shop.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string_view>
#include <thread>

#include "buyers.hpp"
#include "kernel/core/format.hpp"
#include "kernel/core/text.hpp"
#include "kernel/core/time.hpp"
#include "ruler.hpp"

namespace kontor::bench {

namespace {

namespace fs = std::filesystem;
using std::chrono::milliseconds;
using std::chrono::seconds;

// What is asked about Kontor's own statements; the owner's are pgbench's and ours.
constexpr std::string_view kCounted = R"sql(
  from pg_stat_statements join pg_roles on pg_roles.oid = userid where rolname <> 'kontor_owner')sql";
constexpr std::string_view kFraming = R"sql(query ~* '^\s*(begin|commit|rollback|set|reset|start|deallocate)')sql";

template <class T>
T or_throw(Result<T> result) {
  if (!result) throw std::runtime_error(result.error().detail);
  return *std::move(result);
}

std::string read_file(const fs::path& file) {
  std::ifstream stream(file);
  return {std::istreambuf_iterator<char>(stream), {}};
}

// Fields of /proc/PID/stat behind the name of the program, which may contain anything: the first is the state.
std::vector<std::string> stat_fields(const fs::path& process) {
  const auto stat = read_file(process / "stat");
  const auto name_end = stat.rfind(')');
  if (name_end == std::string::npos) return {};
  std::vector<std::string> fields;
  for (const auto field : text::split(std::string_view(stat).substr(name_end + 2), ' ')) fields.emplace_back(field);
  return fields;
}

// Seconds in `count` fields from this one on.
double cpu_seconds(const std::vector<std::string>& fields, std::size_t first, std::size_t count) {
  double ticks = 0;
  for (auto i = first; i < first + count && i < fields.size(); ++i) {
    ticks += static_cast<double>(text::parse_int(fields[i]).value_or(0));
  }
  return ticks / static_cast<double>(::sysconf(_SC_CLK_TCK));
}

constexpr std::size_t kParent = 1;
constexpr std::size_t kUserTime = 11;  // then the system's; then both of children that have ended

// A server and its children, those that have ended included.
double family_cpu(const std::string& parent) {
  double sum = cpu_seconds(stat_fields(fs::path("/proc") / parent), kUserTime, 4);
  for (const auto& entry : fs::directory_iterator("/proc")) {
    if (!text::parse_int(entry.path().filename().native())) continue;
    const auto fields = stat_fields(entry.path());
    if (fields.size() > kParent && fields[kParent] == parent) sum += cpu_seconds(fields, kUserTime, 2);
  }
  return sum;
}

}  // namespace

Spent operator-(const Spent& after, const Spent& before) {
  return {.kontor_cpu = after.kontor_cpu - before.kontor_cpu,
          .postgres_cpu = after.postgres_cpu - before.postgres_cpu,
          .wal_bytes = after.wal_bytes - before.wal_bytes,
          .statements = after.statements - before.statements,
          .transactions = after.transactions - before.transactions,
          .fsyncs = after.fsyncs - before.fsyncs};
}

Shop::Shop(fs::path kontor)
    : kontor_(fs::absolute(kontor)), log_({.level = telemetry::LogLevel::warn}), folder_("kontor-bench-") {
  start_postgres();
  make_tpc_b_tables(server_->owner_url());
  seed();
  serve();
}

Shop::~Shop() {
  process_->signal(SIGTERM);
  process_->wait(Deadline::after(seconds(30)));
}

// Started twice: what counts statements has to be there when it starts.
void Shop::start_postgres() {
  const auto start = [&] { server_.emplace(or_throw(db::EmbeddedServer::start_or_join(folder_.path(), log_))); };
  start();
  test::run_sql(server_->owner_url(), "alter system set shared_preload_libraries = 'pg_stat_statements'");
  server_.reset();
  start();
  owner_.emplace(server_->owner_url());
  owner_->run("create extension pg_stat_statements");
  count_statements(false);
}

std::vector<std::string> Shop::words(std::vector<std::string> more) const {
  for (const auto& word :
       std::vector<std::string>{"--database-url", server_->url(), "--database.owner_url", server_->owner_url(),
                                "--data-dir", folder_.path() / "kontor", "--log.level", "warn"}) {
    more.push_back(word);
  }
  more.insert(more.begin(), kontor_);
  return more;
}

void Shop::seed() {
  const auto seeded = or_throw(db::run_to_end({.arguments = words({"seed"})}, "", seconds(60)));
  if (!seeded.succeeded()) throw std::runtime_error("cannot seed: " + seeded.output);
  owner_->run(R"sql(
    with more as (update inventory.stock set on_hand = on_hand + 1000000 returning variant_id, warehouse_id)
    insert into inventory.movement (variant_id, warehouse_id, on_hand, reserved, cause, moved_at)
    select variant_id, warehouse_id, 1000000, 0, 'adjusted', now() from more)sql");
}

void Shop::serve() {
  const auto output = folder_.path() / "kontor.out";
  const db::UniqueFd file(::open(output.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600));
  process_.emplace(or_throw(db::ChildProcess::start(
      {.arguments =
           words({"serve", "--listen", "127.0.0.1:0", "--limits.requests_per_minute", "0", "--payment.sandbox", "on"}),
       .output_fd = file.get(),
       .orphan_signal = SIGTERM})));
  constexpr std::string_view kReady = "ready http://127.0.0.1:";
  for (const auto deadline = Deadline::after(seconds(30)); port_ == 0;) {
    const auto said = read_file(output);
    const auto found = said.find(kReady);
    if (found != std::string::npos && said.find('\n', found) != std::string::npos) {
      port_ = static_cast<std::uint16_t>(std::strtol(said.c_str() + found + kReady.size(), nullptr, 10));
    } else if (deadline.passed() || process_->wait(Deadline::after(milliseconds(0)))) {
      throw std::runtime_error("the shop did not open: " + said);
    } else {
      std::this_thread::sleep_for(milliseconds(5));
    }
  }
}

std::vector<std::string> Shop::variants() const {
  const auto page = get(port_, "/catalog/products?limit=100");
  constexpr std::string_view mark = R"("variants":[{"id":")";
  std::vector<std::string> variants;
  for (auto found = page.find(mark); found != std::string::npos; found = page.find(mark, found + 1)) {
    const auto begin = found + mark.size();
    variants.push_back(page.substr(begin, page.find('"', begin) - begin));
  }
  if (variants.empty()) throw std::runtime_error("there is nothing to buy");
  return variants;
}

void Shop::count_statements(bool counted) {
  owner_->run(format("alter system set pg_stat_statements.track = '{}'", counted ? "top" : "none"));
  owner_->run("select pg_reload_conf()");
  if (counted) owner_->run("select pg_stat_statements_reset()");
}

std::string Shop::statements(std::size_t checkouts) {
  return owner_->run(format(R"sql(
    select string_agg(line, E'\n' order by calls desc) from (
      select calls, format('%s %s ms %s bytes  %s  %s', to_char(calls / {0}.0, '990.99'),
                           to_char(total_exec_time / {0}.0, '990.999'), to_char(wal_bytes / {0}.0, '9990'),
                           rpad(replace(rolname, 'kontor_', ''), 10),
                           left(regexp_replace(query, '\s+', ' ', 'g'), 150)) as line
      {1} and calls >= {0}.0 / 50) as each)sql",
                            checkouts, kCounted));
}

Spent Shop::spent() {
  const auto number = [&](const std::string& sql) { return std::stod(owner_->run(sql)); };
  const auto backend = owner_->run("select pg_backend_pid()");
  const auto postmaster = stat_fields(fs::path("/proc") / backend).at(kParent);
  const auto process = fs::path("/proc") / std::to_string(process_->pid());
  const auto calls = [&](std::string_view which) {
    return number(format("select coalesce(sum(calls), 0) {} and {}", kCounted, which));
  };
  return {.kontor_cpu = cpu_seconds(stat_fields(process), kUserTime, 2),
          .postgres_cpu = family_cpu(postmaster),
          .wal_bytes = number("select pg_current_wal_insert_lsn() - '0/0'"),
          .statements = calls(format("not {}", kFraming)),
          .transactions = number("select xact_commit from pg_stat_database where datname = current_database()"),
          .fsyncs = number("select wal_sync from pg_stat_wal")};
}

double Shop::resident_mib() const {
  const auto status = read_file(fs::path("/proc") / std::to_string(process_->pid()) / "status");
  constexpr std::string_view kMark = "VmRSS:";
  return std::strtod(status.c_str() + status.find(kMark) + kMark.size(), nullptr) / 1024;
}

}  // namespace kontor::bench
