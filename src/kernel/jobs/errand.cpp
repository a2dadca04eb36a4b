#include "kernel/jobs/errand.hpp"

namespace kontor::jobs {

Error outcome_unknown(std::string detail) {
  return {ErrorKind::unavailable, std::string(kOutcomeUnknown), std::move(detail)};
}

}  // namespace kontor::jobs
