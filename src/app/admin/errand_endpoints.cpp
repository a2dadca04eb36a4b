#include "app/admin/errand_endpoints.hpp"

#include <array>
#include <limits>

#include "app/admin/permissions.hpp"
#include "app/admin/views.hpp"
#include "kernel/core/text.hpp"

namespace kontor::app::admin {

namespace {

using auth::Access;

enum class ErrandStatus { waiting, done, failed, dropped };
KONTOR_DESCRIBE_ENUM(ErrandStatus, waiting, done, failed, dropped)

std::string_view name_of(const std::optional<ErrandStatus>& status) {
  static constexpr std::array<std::string_view, 4> kNames = {"waiting", "done", "failed", "dropped"};
  return status ? kNames[static_cast<std::size_t>(*status)] : "";
}

struct ErrandsQuery {
  std::optional<std::string> kind;
  std::optional<ErrandStatus> state;
  int limit = http::kDefaultPageLimit;
  std::optional<std::string> cursor;

  static void rules(json::Rules<ErrandsQuery>& rule) {
    rule(&ErrandsQuery::kind).doc("Only of this kind").length(1, 200);
    rule(&ErrandsQuery::state).doc("Only those that wait, are done, were given up, or were closed by a person");
    http::page_rules(rule);
  }
};
KONTOR_DESCRIBE(ErrandsQuery, kind, state, limit, cursor)

struct ErrandPath {
  std::int64_t id = 0;

  static void rules(json::Rules<ErrandPath>& rule) {
    rule(&ErrandPath::id).range(1, std::numeric_limits<std::int64_t>::max()).example(7);
  }
};
KONTOR_DESCRIBE(ErrandPath, id)

Result<http::Page<jobs::ErrandState>> list(const jobs::Errands& errands, const ErrandsQuery& query) {
  const auto after = query.cursor ? text::parse_int(*query.cursor) : std::optional<std::int64_t>(0);
  if (!after) return invalid({{"/cursor", "format", "is no `next_cursor` of an answer"}});
  auto found = errands.list(query.kind.value_or(""), name_of(query.state), *after, query.limit + 1);
  if (!found) return std::move(found).error();
  return page_of(*std::move(found), query.limit);
}

}  // namespace

std::vector<http::Endpoint> errand_endpoints(const jobs::Errands& errands, Operations& operations) {
  return {
      http::get("/admin/errands")
          .summary("What is done outside of transactions, once: the oldest first")
          .description("What an errand is about in detail is not shown: it may be about a person.")
          .tag("admin")
          .access(Access::permission(kJobsRead))
          .query<ErrandsQuery>()
          .answers<http::Page<jobs::ErrandState>>()
          .handle([&errands](const auto& call) { return list(errands, call.query); }),
      http::post("/admin/errands/{id}/retry")
          .summary("Give an errand that was given up all its attempts again")
          .tag("admin")
          .access(Access::permission(kJobsManage))
          .path<ErrandPath>()
          .fails({"not_found", {ErrorKind::conflict, "errand_not_failed"}})
          .handle([&operations](const auto& call) { return operations.retry_errand(call.path.id); }),
      http::del("/admin/errands/{id}")
          .summary("Close an errand that was given up for good")
          .tag("admin")
          .access(Access::permission(kJobsManage))
          .path<ErrandPath>()
          .fails({"not_found", {ErrorKind::conflict, "errand_not_failed"}})
          .handle([&operations](const auto& call) { return operations.drop_errand(call.path.id); }),
  };
}

}  // namespace kontor::app::admin
