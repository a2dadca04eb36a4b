#include "app/admin/job_endpoints.hpp"

#include "app/admin/permissions.hpp"
#include "app/admin/views.hpp"

namespace kontor::app::admin {

namespace {

using auth::Access;

struct JobPath {
  std::string name;

  static void rules(json::Rules<JobPath>& rule) {
    rule(&JobPath::name).length(1, 200).example("idempotency.forget_answers");
  }
};
KONTOR_DESCRIBE(JobPath, name)

Result<http::Page<jobs::JobState>> list(const jobs::Schedules& schedules) {
  auto all = schedules.list();
  if (!all) return std::move(all).error();
  return whole(*std::move(all));
}

}  // namespace

std::vector<http::Endpoint> job_endpoints(const jobs::Schedules& schedules, Operations& operations) {
  return {
      http::get("/admin/jobs")
          .summary("What is done at certain times, when it ran last and when it runs next")
          .tag("admin")
          .access(Access::permission(kJobsRead))
          .answers<http::Page<jobs::JobState>>()
          .handle([&schedules](const auto&) { return list(schedules); }),
      http::post("/admin/jobs/{name}/run")
          .summary("Run a job now, beside its plan")
          .tag("admin")
          .access(Access::permission(kJobsManage))
          .path<JobPath>()
          .fails({"not_found", {ErrorKind::conflict, "unknown_job"}})
          .handle([&operations](const auto& call) { return operations.run_now(call.path.name); }),
  };
}

}  // namespace kontor::app::admin
