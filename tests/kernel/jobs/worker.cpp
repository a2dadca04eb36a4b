// A process of its own for tests that kill or stop one:
//   worker errands|charge|both|jobs URL ROLE_PREFIX [FAILPOINTS]
// errands: performs charges, heeding the gate; jobs: runs till.job each minute, hanging in its run. Both until stdin
// ends; then prints how many leases were lost. charge: records the charge "k" and ends. both: performs what it records
// itself, and dies when the charge "k" is recorded as taken and not yet performed.

#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <string>

#include "kernel/core/failpoint.hpp"
#include "kernel/jobs/jobs_house.hpp"

using namespace kontor;
using namespace kontor::jobs;
using namespace kontor::test;

namespace {

void wait_for_the_end_of_stdin() {
  while (std::cin.get() != std::char_traits<char>::eof()) {
  }
}

void perform_errands(Office& office) {
  ErrandRunner runner(office.errands, {charging(office, true)}, quick(), office.log, office.metrics);
  runner.start();
  wait_for_the_end_of_stdin();
  runner.stop();
  std::cout << metric(office.metrics, R"(kontor_errands_attempts_total{kind="till.charge",outcome="lost"})");
}

bool was_taken_when_recorded(Office& office, const std::string& key) {
  const auto all = office.errands.list("", "", 0, 1000);
  const auto found = std::ranges::find(*all, key, &ErrandState::key);
  return found != all->end() && found->due_at - found->recorded_at == std::chrono::seconds(30);
}

void die_with_a_charge(Office& office) {
  ErrandRunner runner(office.errands, {charging(office)}, quick(), office.log, office.metrics);
  runner.start();
  const auto all_done = [&] { return office.errands.list("", "waiting", 0, 1)->empty(); };
  for (int i = 0; i < 500; ++i) {
    const auto key = "warm " + std::to_string(i);
    if (!charge(office, key) || !eventually(all_done)) return;
    if (!was_taken_when_recorded(office, key)) continue;
    if (failpoints::arm("jobs.errand_taken=exit")) (void)charge(office, "k");
    wait_for_the_end_of_stdin();
  }
}

void run_jobs(Office& office) {
  Job job{.name = "till.job", .when = When::every(std::chrono::seconds(60)), .run = [&](const JobRun& run) {
            return office.till.transact([&](db::Tx& tx) -> Result<void> {
              tx.post("insert into till.run (job, scheduled) values ($1, $2)", run.job(), run.scheduled());
              return {};
            });
          }};
  Scheduler scheduler(office.schedules, {job}, quick(), office.log, office.metrics);
  if (!scheduler.start()) std::exit(2);
  wait_for_the_end_of_stdin();
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 4) return 2;
  if (argc > 4 && !failpoints::arm(argv[4])) return 2;
  const std::string what = argv[1];
  db::DatabaseSettings settings;
  settings.url = argv[2];
  settings.role_prefix = argv[3];
  Office office(settings);
  if (what == "errands") perform_errands(office);
  if (what == "jobs") run_jobs(office);
  if (what == "both") die_with_a_charge(office);
  if (what == "charge") return charge(office, "k") ? 0 : 1;
  return 0;
}
