#include "modules/ordering/http/staff_endpoints.hpp"

#include "kernel/http/page.hpp"
#include "modules/ordering/actions/access.hpp"
#include "modules/ordering/api/permissions.hpp"
#include "modules/ordering/http/invoice_page.hpp"
#include "modules/ordering/http/order_endpoints.hpp"
#include "modules/ordering/store/names.hpp"
#include "modules/ordering/store/order_rows.hpp"
#include "modules/ordering/store/view_rows.hpp"

namespace kontor::ordering {

namespace {

struct SummaryView {
  OrderId id;
  std::string number;
  OrderStatus status = OrderStatus::pending;
  std::optional<std::string> status_reason;
  std::optional<std::string> email;
  Money total;
  std::int64_t units = 0;
  std::vector<std::string> skus;
  Timestamp created_at;
};
KONTOR_DESCRIBE(SummaryView, id, number, status, status_reason, email, total, units, skus, created_at)

struct OrdersQuery {
  int limit = http::kDefaultPageLimit;
  std::optional<std::string> cursor;
  std::optional<OrderStatus> status;
  std::optional<Timestamp> placed_from;
  std::optional<Timestamp> placed_until;
  std::optional<std::string> q;

  static void rules(json::Rules<OrdersQuery>& rule) {
    http::page_rules(rule);
    rule(&OrdersQuery::placed_from).doc("At this moment or later");
    rule(&OrdersQuery::placed_until).doc("Before this moment");
    rule(&OrdersQuery::q).doc("Words that number, e-mail or SKU begin with").length(1, 200).example("NLS-001");
  }
};
KONTOR_DESCRIBE(OrdersQuery, limit, cursor, status, placed_from, placed_until, q)

struct NoteBody {
  std::string text;
  bool for_customer = false;

  static void rules(json::Rules<NoteBody>& rule) {
    rule(&NoteBody::text).length(1, 2000);
    rule(&NoteBody::for_customer).optional().doc("Whether the customer sees it in the timeline");
  }
};
KONTOR_DESCRIBE(NoteBody, text, for_customer)

Result<http::Page<SummaryView>> page_of_orders(const BackDesk& desk, view_rows::Filter filter,
                                               const std::optional<std::string>& cursor) {
  if (cursor) {
    filter.before = OrderId::parse(*cursor);
    if (!filter.before) return invalid({{"/cursor", "format", "must be a next_cursor of this list"}});
  }
  auto found = view_rows::list(desk.database, filter);
  if (!found) return std::move(found).error();
  http::Page<SummaryView> page;
  page.page.limit = filter.limit;
  page.page.has_more = found->size() > static_cast<std::size_t>(filter.limit);
  if (page.page.has_more) found->pop_back();
  for (const auto& one : *found) {
    page.data.push_back(
        {one.id, one.number, one.status, one.status_reason, one.email, one.total, one.units, one.skus, one.placed_at});
  }
  if (page.page.has_more) page.page.next_cursor = found->back().id.str();
  return page;
}

template <class Call>
Result<http::Response> invoice(const BackDesk& desk, const Call& call) {
  const auto order = visible_order(desk.database, call.path.id, visitor_of(call.caller, call.request));
  if (!order) return order.error();
  const auto status = order->record.saga.status;
  auto database = desk.database;
  const auto issued = database.transact([&](db::Tx& tx) -> Result<order_rows::Invoice> {
    auto known = order_rows::invoice_of(tx, call.path.id);
    if (known) return *known;
    if (status == OrderStatus::pending || status == OrderStatus::cancelled) return not_found("invoice");
    order_rows::issue_invoice(tx, call.path.id, desk.settings.invoice_prefix);
    return *order_rows::invoice_of(tx, call.path.id);
  });
  if (!issued) return issued.error();
  auto page = invoice_page(*order, {issued->number, issued->issued_at, desk.settings.seller});
  if (!page) return std::move(page).error();
  http::Response response;
  response.set("Content-Type", "text/html; charset=utf-8");
  response.set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'");
  response.body = *std::move(page);
  return response;
}

}  // namespace

std::vector<http::Endpoint> back_endpoints(BackDesk desk) {
  std::vector<http::Endpoint> all;
  all.push_back(http::get("/orders")
                    .summary("The caller's orders, the newest first")
                    .tag("orders")
                    .access(auth::Access::signed_in())
                    .query<http::PageQuery>()
                    .answers<http::Page<SummaryView>>()
                    .handle([desk](const auto& call) {
                      return page_of_orders(desk, {.user_id = call.caller.principal()->id, .limit = call.query.limit},
                                            call.query.cursor);
                    }));
  all.push_back(http::get("/admin/orders")
                    .summary("All orders, the newest first")
                    .tag("orders")
                    .access(auth::Access::permission(kRead))
                    .query<OrdersQuery>()
                    .answers<http::Page<SummaryView>>()
                    .handle([desk](const auto& call) {
                      return page_of_orders(desk,
                                            {.status = call.query.status,
                                             .placed_from = call.query.placed_from,
                                             .placed_until = call.query.placed_until,
                                             .text = call.query.q,
                                             .limit = call.query.limit},
                                            call.query.cursor);
                    }));
  all.push_back(http::post("/admin/orders/{id}/notes")
                    .summary("Notes something in an order's timeline")
                    .tag("orders")
                    .access(auth::Access::permission(kWrite))
                    .idempotent()
                    .path<OrderPath>()
                    .body<NoteBody>()
                    .fails({"not_found"})
                    .handle([desk](const auto& call) {
                      return desk.once.run(call, desk.database, [&](db::Tx& tx) -> Result<void> {
                        const auto noted =
                            desk.driver.add_note(tx, call.path.id, {"note", call.body.text, !call.body.for_customer});
                        return noted ? Result<void>() : noted.error();
                      });
                    }));
  all.push_back(http::get("/orders/{id}/invoice")
                    .summary("The invoice of a confirmed order, to be printed")
                    .tag("orders")
                    .access(auth::Access::anyone())
                    .path<OrderPath>()
                    .produces("text/html")
                    .fails({"not_found"})
                    .handle([desk](const auto& call) { return invoice(desk, call); }));
  return all;
}

}  // namespace kontor::ordering
