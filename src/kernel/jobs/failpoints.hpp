#pragma once

#include <array>

#include "kernel/core/failpoint.hpp"

namespace kontor::jobs {

inline constexpr Failpoint kJobTaken{"jobs.job_taken", "the lease is committed, the job has not begun"};
inline constexpr Failpoint kJobRan{"jobs.job_ran", "the job has ended, its outcome is not recorded"};
inline constexpr Failpoint kErrandRecorded{"jobs.errand_recorded", "the errands are queued, COMMIT is not sent"};
inline constexpr Failpoint kErrandTaken{"jobs.errand_taken", "the lease is committed, nothing was performed"};
inline constexpr Failpoint kErrandPerformed{"jobs.errand_performed", "the provider has answered, nothing is settled"};
inline constexpr Failpoint kErrandSettling{"jobs.errand_settling", "the outcome is written, COMMIT is not sent"};
inline constexpr Failpoint kErrandSettled{"jobs.errand_settled", "the outcome is committed"};

inline constexpr std::array kFailpoints{kJobTaken,        kJobRan,         kErrandRecorded, kErrandTaken,
                                        kErrandPerformed, kErrandSettling, kErrandSettled};

}  // namespace kontor::jobs
