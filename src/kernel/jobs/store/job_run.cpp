#include "kernel/jobs/job.hpp"

namespace kontor::jobs {

bool JobRun::holds_lease(db::Tx& tx) const {
  return tx.query(R"sql(select jobs.hold_run($1, $2) as held)sql", job_, fence_).one().get<bool>("held");
}

}  // namespace kontor::jobs
