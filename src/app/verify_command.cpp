#include <cstdio>

#include "app/actions.hpp"
#include "app/commands.hpp"
#include "app/exit_codes.hpp"
#include "app/terminal.hpp"
#include "app/verify/verification.hpp"
#include "kernel/core/format.hpp"
#include "kernel/json/json.hpp"

namespace kontor::app {

namespace {

struct VerificationReport {
  bool holds = true;
  std::int64_t violations = 0;
  std::vector<verify::Verdict> invariants;
};
KONTOR_DESCRIBE(VerificationReport, holds, violations, invariants)

void print(const VerificationReport& report) {
  std::vector<std::vector<std::string>> rows;
  for (const auto& verdict : report.invariants) {
    const bool holds = verdict.violations == 0;
    rows.push_back({verdict.invariant, std::to_string(verdict.violations), format("{} ms", verdict.milliseconds),
                    holds ? painted("holds", Paint::good) : painted(verdict.what, Paint::bad)});
    for (const auto& example : verdict.examples) rows.push_back({"", "", "", example.subject + ": " + example.found});
  }
  print_table({"INVARIANT", "VIOLATIONS", "TOOK", ""}, rows);
}

}  // namespace

int verify_all(const CommandLine& line) {
  bool holds = true;
  const int code = in_house(line, [&](House& house) -> Result<void> {
    auto verdicts = house.verification().run();
    if (!verdicts) return std::move(verdicts).error();
    const auto violations = verify::violations_in(*verdicts);
    holds = violations == 0;
    const VerificationReport report{holds, violations, *std::move(verdicts)};
    if (line.has("json")) {
      std::puts(json::to_json(report).c_str());
    } else {
      print(report);
    }
    return {};
  });
  return code == kDone && !holds ? kBroken : code;
}

}  // namespace kontor::app
