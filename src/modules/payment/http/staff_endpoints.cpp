#include "kernel/core/text.hpp"
#include "modules/payment/api/permissions.hpp"
#include "modules/payment/http/payment_endpoints.hpp"
#include "modules/payment/http/payment_views.hpp"

namespace kontor::payment {

namespace {

using auth::Access;
using http::KeyUse;

constexpr std::size_t kLongestReason = 500;

struct PaymentPath {
  PaymentId id;
};
KONTOR_DESCRIBE(PaymentPath, id)

struct PaymentQuery {
  std::optional<PaymentStatus> status;
  std::optional<std::string> provider;
  std::optional<Uuid> reference;
  int limit = http::kDefaultPageLimit;
  std::optional<std::string> cursor;

  static void rules(json::Rules<PaymentQuery>& rule) {
    rule(&PaymentQuery::provider).length(1, 50).example("sandbox");
    rule(&PaymentQuery::reference).doc("What it pays for");
    http::page_rules(rule);
  }
};
KONTOR_DESCRIBE(PaymentQuery, status, provider, reference, limit, cursor)

struct NewRefund {
  Money amount;
  std::string reason;

  static void rules(json::Rules<NewRefund>& rule) {
    rule(&NewRefund::amount).doc("At most what is captured and not refunded");
    rule(&NewRefund::reason).length(1, kLongestReason).example("Arrived broken");
  }
};
KONTOR_DESCRIBE(NewRefund, amount, reason)

struct VoidBody {
  std::string reason;

  static void rules(json::Rules<VoidBody>& rule) {
    rule(&VoidBody::reason).length(1, kLongestReason).example("Ordered twice");
  }
};
KONTOR_DESCRIBE(VoidBody, reason)

template <class Builder>
auto for_staff(Builder&& builder, const auth::Permission& permission) {
  return std::move(builder).tag("payments").access(Access::permission(permission)).priority(http::Priority::carts);
}

std::string word_for(PaymentStatus status) {
  const auto quoted = json::to_json(status);
  return quoted.substr(1, quoted.size() - 2);
}

Error wrong_cursor() {
  return invalid({{"/cursor", "format", "must be a next_cursor of this list"}});
}

Result<http::Page<PaymentView>> list(const db::Database& database, const PaymentQuery& query) {
  payment_reads::Filter filter{.provider = query.provider, .reference = query.reference, .limit = query.limit + 1};
  if (query.status) filter.status = word_for(*query.status);
  if (query.cursor) {
    filter.before = PaymentId::parse(*query.cursor);
    if (!filter.before) return wrong_cursor();
  }
  auto payments = payment_reads::list(database, filter);
  if (!payments) return std::move(payments).error();
  http::Page<PaymentView> page;
  page.page.limit = query.limit;
  page.page.has_more = payments->size() > static_cast<std::size_t>(query.limit);
  if (page.page.has_more) payments->pop_back();
  for (const auto& payment : *payments) page.data.push_back(view_of(payment));
  if (page.page.has_more) page.page.next_cursor = payments->back().id.str();
  return page;
}

Result<PaymentWithAttempts> one(const db::Database& database, const PaymentId& id) {
  const auto payment = payment_reads::find(database, id);
  if (!payment) return payment.error();
  if (!*payment) return not_found("payment");
  const auto attempts = payment_reads::attempts(database, id);
  if (!attempts) return attempts.error();
  PaymentWithAttempts view{view_of(**payment), {}};
  for (const auto& step : *attempts) {
    view.attempts.push_back({step.number, step.step, step.outcome, step.asked_at, step.answered_at});
  }
  return view;
}

Result<LedgerView> ledger(const db::Database& database, const http::PageQuery& query) {
  std::optional<std::int64_t> before;
  if (query.cursor) {
    before = text::parse_int(*query.cursor);
    if (!before) return wrong_cursor();
  }
  auto entries = ledger_rows::list(database, before, query.limit + 1);
  if (!entries) return std::move(entries).error();
  const auto balances = ledger_rows::balances(database);
  if (!balances) return balances.error();
  LedgerView view;
  for (const auto& balance : *balances) view.balances.push_back({balance.account, balance.balance});
  view.page.limit = query.limit;
  view.page.has_more = entries->size() > static_cast<std::size_t>(query.limit);
  if (view.page.has_more) entries->pop_back();
  for (const auto& entry : *entries) {
    view.data.push_back(
        {entry.id, entry.payment_id, entry.refund_id, entry.debit, entry.credit, entry.amount, entry.booked_at});
  }
  if (view.page.has_more) view.page.next_cursor = std::to_string(entries->back().id);
  return view;
}

// The payment as it is when the transaction ends.
Result<PaymentView> viewed(const Result<Payment>& payment) {
  return payment ? Result<PaymentView>(view_of(*payment)) : payment.error();
}

std::vector<http::Endpoint> reading_endpoints(const PaymentCounter& counter) {
  return {for_staff(http::get("/payments"), kRead)
              .summary("Payments, the newest first")
              .query<PaymentQuery>()
              .answers<http::Page<PaymentView>>()
              .handle([counter](const auto& call) { return list(counter.database, call.query); }),
          for_staff(http::get("/payments/ledger"), kRead)
              .summary("The accounts' balances and what was booked, the newest first")
              .query<http::PageQuery>()
              .answers<LedgerView>()
              .handle([counter](const auto& call) { return ledger(counter.database, call.query); }),
          for_staff(http::get("/payments/{id}"), kRead)
              .summary("A payment with what its provider was asked")
              .path<PaymentPath>()
              .answers<PaymentWithAttempts>()
              .fails({"not_found"})
              .handle([counter](const auto& call) { return one(counter.database, call.path.id); })};
}

}  // namespace

std::vector<http::Endpoint> staff_endpoints(PaymentCounter counter) {
  auto all = reading_endpoints(counter);
  all.push_back(for_staff(http::post("/payments/{id}/capture"), kWrite)
                    .summary("Takes what is authorised; on its way when this is answered")
                    .idempotent(KeyUse::required)
                    .path<PaymentPath>()
                    .answers<PaymentView>(202)
                    .fails({"not_found", {ErrorKind::conflict, "payment_ended"}})
                    .handle([counter](const auto& call) {
                      return counter.once.run(call, counter.database, [&](db::Tx& tx) {
                        return viewed(counter.staff.capture(tx, call.path.id));
                      });
                    }));
  all.push_back(for_staff(http::post("/payments/{id}/void"), kWrite)
                    .summary("Gives up what is authorised and gives back what is captured; on its way when answered")
                    .idempotent(KeyUse::required)
                    .path<PaymentPath>()
                    .body<VoidBody>()
                    .answers<PaymentView>(202)
                    .fails({"not_found"})
                    .handle([counter](const auto& call) {
                      return counter.once.run(call, counter.database, [&](db::Tx& tx) {
                        return viewed(counter.staff.give_up(tx, call.path.id, call.body.reason));
                      });
                    }));
  all.push_back(for_staff(http::post("/payments/{id}/mark-paid"), kWrite)
                    .summary("A bank transfer has arrived")
                    .idempotent(KeyUse::required)
                    .path<PaymentPath>()
                    .answers<PaymentView>()
                    .fails({"not_found", {ErrorKind::conflict, "not_manual"}})
                    .handle([counter](const auto& call) {
                      return counter.once.run(call, counter.database, [&](db::Tx& tx) {
                        return viewed(counter.staff.mark_paid(tx, call.path.id));
                      });
                    }));
  all.push_back(for_staff(http::post("/payments/{id}/refunds"), kWrite)
                    .summary("Gives back a part or all of what is captured; on its way when answered")
                    .idempotent(KeyUse::required)
                    .path<PaymentPath>()
                    .body<NewRefund>()
                    .answers<RefundView>(201)
                    .fails({"not_found",
                            {ErrorKind::conflict, "not_captured"},
                            {ErrorKind::conflict, "more_than_captured"},
                            {ErrorKind::conflict, "too_many_refunds"}})
                    .handle([counter](const auto& call) {
                      return counter.once.run(call, counter.database, [&](db::Tx& tx) -> Result<RefundView> {
                        const auto made = counter.staff.refund(tx, call.path.id, call.body.amount, call.body.reason);
                        if (!made) return made.error();
                        return view_of(call.path.id, *made, call.body.amount.currency());
                      });
                    }));
  return all;
}

}  // namespace kontor::payment
