#include "app/verify/verification.hpp"

#include <chrono>
#include <numeric>
#include <span>
#include <string_view>

#include "kernel/core/check.hpp"
#include "kernel/core/embedded.hpp"
#include "kernel/core/text.hpp"

namespace kontor::embedded {
std::span<const File> invariants();
}

namespace kontor::app::verify {

namespace {

constexpr std::string_view kSuffix = ".sql";
constexpr std::chrono::minutes kLongestStatement(10);
constexpr std::int64_t kMostExamples = 5;

// The comment that an invariant begins with, as one line.
std::string words_of(std::string_view sql) {
  std::string words;
  while (sql.starts_with("--")) {
    const auto line = sql.substr(2, sql.find('\n') - 2);
    if (!words.empty()) words += ' ';
    words += text::trim(line);
    sql.remove_prefix(std::min(sql.size(), line.size() + 3));
  }
  KONTOR_CHECK(!words.empty(), "an invariant begins with a comment that says it");
  return words;
}

std::string name_of(const embedded::File& file) {
  return std::string(file.path.substr(0, file.path.size() - kSuffix.size()));
}

Verdict judge(db::Tx& tx, const embedded::File& file) {
  const auto began = std::chrono::steady_clock::now();
  Verdict verdict{name_of(file), words_of(file.content), 0, {}, 0};
  const auto rows = tx.query("with violation (subject, found) as (" + std::string(file.content) +
                                 ") select count(*) over () as violations, subject::text, found::text from violation"
                                 " order by subject, found limit $1",
                             kMostExamples);
  for (const auto& row : rows) {
    verdict.violations = row.get<std::int64_t>("violations");
    verdict.examples.push_back({row.get<std::string>("subject"), row.get<std::string>("found")});
  }
  verdict.milliseconds =
      std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - began).count();
  return verdict;
}

}  // namespace

Result<std::vector<Verdict>> Verification::run() {
  return reader_.transact([](db::Tx& tx) -> Result<std::vector<Verdict>> {
    tx.post("set transaction isolation level repeatable read, read only");
    tx.be_patient(kLongestStatement);
    std::vector<Verdict> verdicts;
    for (const auto& file : embedded::invariants()) verdicts.push_back(judge(tx, file));
    return verdicts;
  });
}

std::vector<std::string> all_invariants() {
  std::vector<std::string> names;
  for (const auto& file : embedded::invariants()) names.push_back(name_of(file));
  return names;
}

std::int64_t violations_in(const std::vector<Verdict>& verdicts) {
  return std::accumulate(verdicts.begin(), verdicts.end(), std::int64_t{0},
                         [](std::int64_t sum, const Verdict& verdict) { return sum + verdict.violations; });
}

}  // namespace kontor::app::verify
