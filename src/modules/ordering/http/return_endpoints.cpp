#include "kernel/http/page.hpp"
#include "modules/ordering/actions/access.hpp"
#include "modules/ordering/api/permissions.hpp"
#include "modules/ordering/http/order_endpoints.hpp"
#include "modules/ordering/http/staff_endpoints.hpp"

namespace kontor::ordering {

namespace {

struct ReturnPath {
  ReturnId return_id;
};
KONTOR_DESCRIBE(ReturnPath, return_id)

struct ReturnBody {
  std::vector<ReturnedLine> lines;
  std::string reason;

  static void rules(json::Rules<ReturnBody>& rule) {
    rule(&ReturnBody::lines).items(1, 500);
    rule(&ReturnBody::reason).length(1, 500).example("Too small");
  }
};
KONTOR_DESCRIBE(ReturnBody, lines, reason)

struct RejectBody {
  std::string reason;

  static void rules(json::Rules<RejectBody>& rule) { rule(&RejectBody::reason).length(1, 500); }
};
KONTOR_DESCRIBE(RejectBody, reason)

struct ReceiveBody {
  bool restock = true;
  std::optional<std::int64_t> refund;

  static void rules(json::Rules<ReceiveBody>& rule) {
    rule(&ReceiveBody::restock).optional().doc("Whether the goods can be sold again");
    rule(&ReceiveBody::refund).doc("In minor units, instead of what was computed").at_least(0);
  }
};
KONTOR_DESCRIBE(ReceiveBody, restock, refund)

struct ReturnView {
  ReturnId id;
  OrderId order_id;
  ReturnStatus status = ReturnStatus::requested;
  std::string reason;
  std::vector<ReturnedLine> lines;
  std::int64_t refund = 0;
  Timestamp created_at;
};
KONTOR_DESCRIBE(ReturnView, id, order_id, status, reason, lines, refund, created_at)

struct ReturnsQuery {
  int limit = http::kDefaultPageLimit;
  std::optional<std::string> cursor;
  std::optional<ReturnStatus> status;

  static void rules(json::Rules<ReturnsQuery>& rule) { http::page_rules(rule); }
};
KONTOR_DESCRIBE(ReturnsQuery, limit, cursor, status)

ReturnView return_view(const Return& one) {
  return {one.id, one.order_id, one.status, one.reason, one.lines, one.refund, one.created_at};
}

Result<ReturnView> viewed(const Result<Return>& one) {
  if (!one) return one.error();
  return return_view(*one);
}

template <class Call>
Result<http::Page<ReturnView>> returns_of(const BackDesk& desk, const Call& call) {
  const auto order = visible_order(desk.database, call.path.id, visitor_of(call.caller, call.request));
  if (!order) return order.error();
  const auto found = return_rows::of_order(desk.database, call.path.id);
  if (!found) return found.error();
  http::Page<ReturnView> page;
  for (const auto& one : *found) page.data.push_back(return_view(one));
  page.page.limit = static_cast<int>(page.data.size());
  return page;
}

template <class Call>
Result<http::Page<ReturnView>> all_returns(const BackDesk& desk, const Call& call) {
  std::optional<ReturnId> after;
  if (call.query.cursor) {
    after = ReturnId::parse(*call.query.cursor);
    if (!after) return invalid({{"/cursor", "format", "must be a next_cursor of this list"}});
  }
  auto found = return_rows::with_status(desk.database, call.query.status, call.query.limit + 1, after);
  if (!found) return std::move(found).error();
  http::Page<ReturnView> page;
  page.page.limit = call.query.limit;
  page.page.has_more = found->size() > static_cast<std::size_t>(call.query.limit);
  if (page.page.has_more) found->pop_back();
  for (const auto& one : *found) page.data.push_back(return_view(one));
  if (page.page.has_more) page.page.next_cursor = found->back().id.str();
  return page;
}

http::EndpointBuilder<> step_of_return(std::string path, std::string what) {
  return http::post(std::move(path))
      .summary(std::move(what))
      .tag("returns")
      .access(auth::Access::permission(kWrite))
      .idempotent()
      .fails({"not_found", {ErrorKind::conflict, "return_status"}});
}

}  // namespace

std::vector<http::Endpoint> return_endpoints(BackDesk desk) {
  std::vector<http::Endpoint> all;
  all.push_back(
      http::post("/orders/{id}/returns")
          .summary("Asks whether something may be sent back")
          .tag("returns")
          .access(auth::Access::anyone())
          .idempotent()
          .path<OrderPath>()
          .body<ReturnBody>()
          .answers<ReturnView>(201)
          .fails({"not_found", {ErrorKind::conflict, "not_dispatched"}, {ErrorKind::conflict, "return_closed"}})
          .handle([desk](const auto& call) -> Result<http::Response> {
            const auto order = visible_order(desk.database, call.path.id, visitor_of(call.caller, call.request));
            if (!order) return order.error();
            return desk.once.run(call, desk.database, [&](db::Tx& tx) {
              return viewed(desk.returns.request(tx, call.path.id, call.body.lines, call.body.reason));
            });
          }));
  all.push_back(http::get("/orders/{id}/returns")
                    .summary("What of an order comes back")
                    .tag("returns")
                    .access(auth::Access::anyone())
                    .path<OrderPath>()
                    .answers<http::Page<ReturnView>>()
                    .fails({"not_found"})
                    .handle([desk](const auto& call) { return returns_of(desk, call); }));
  all.push_back(http::get("/admin/returns")
                    .summary("All returns, the newest first")
                    .tag("returns")
                    .access(auth::Access::permission(kRead))
                    .query<ReturnsQuery>()
                    .answers<http::Page<ReturnView>>()
                    .handle([desk](const auto& call) { return all_returns(desk, call); }));
  all.push_back(step_of_return("/admin/returns/{return_id}/approve", "The goods may come back")
                    .path<ReturnPath>()
                    .answers<ReturnView>()
                    .handle([desk](const auto& call) {
                      return desk.once.run(call, desk.database, [&](db::Tx& tx) {
                        return viewed(desk.returns.approve(tx, call.path.return_id));
                      });
                    }));
  all.push_back(step_of_return("/admin/returns/{return_id}/reject", "They may not")
                    .path<ReturnPath>()
                    .body<RejectBody>()
                    .answers<ReturnView>()
                    .handle([desk](const auto& call) {
                      return desk.once.run(call, desk.database, [&](db::Tx& tx) {
                        return viewed(desk.returns.reject(tx, call.path.return_id, call.body.reason));
                      });
                    }));
  all.push_back(
      step_of_return("/admin/returns/{return_id}/receive",
                     "The goods have come back: onto the shelf, and what was paid for them goes back")
          .path<ReturnPath>()
          .body<ReceiveBody>()
          .answers<ReturnView>()
          .handle([desk](const auto& call) {
            return desk.once.run(call, desk.database, [&](db::Tx& tx) {
              return viewed(desk.returns.receive(tx, call.path.return_id, {call.body.restock, call.body.refund}));
            });
          }));
  return all;
}

}  // namespace kontor::ordering
