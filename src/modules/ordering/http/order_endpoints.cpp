#include "modules/ordering/http/order_endpoints.hpp"

#include "kernel/http/later.hpp"
#include "kernel/http/page.hpp"
#include "kernel/http/precondition.hpp"
#include "modules/ordering/actions/access.hpp"
#include "modules/ordering/api/permissions.hpp"
#include "modules/ordering/http/order_views.hpp"
#include "modules/ordering/http/placing.hpp"
#include "modules/ordering/store/order_rows.hpp"
#include "modules/ordering/store/saga_rows.hpp"

namespace kontor::ordering {

namespace {

using auth::Access;

struct NewOrderBody {
  cart::CartId cart_id;
  std::optional<PaymentBody> payment;
  std::optional<Money> total;

  static void rules(json::Rules<NewOrderBody>& rule) {
    rule(&NewOrderBody::payment).doc("Needed unless nothing is to be paid");
    rule(&NewOrderBody::total)
        .doc("What the shopper was shown: where it costs other by now, nothing is ordered (409 cart_changed)");
  }
};
KONTOR_DESCRIBE(NewOrderBody, cart_id, payment, total)

struct CancelBody {
  std::optional<std::string> reason;

  static void rules(json::Rules<CancelBody>& rule) {
    rule(&CancelBody::reason).doc("In words; staff have to say one").length(1, 500).example("Ordered twice");
  }
};
KONTOR_DESCRIBE(CancelBody, reason)

struct EntryView {
  Timestamp at;
  std::string type;
  std::string text;
  std::int64_t seq = 0;
  std::optional<std::string> actor;
};
KONTOR_DESCRIBE(EntryView, at, type, text, seq, actor)

// Nobody is told anything before its saga goes on by itself.
bool is_moving(const Order& order) {
  const auto step = order.record.saga.step;
  return step != Step::awaiting_payment && step != Step::confirmed && is_under_way(order.record.saga) &&
         order.record.saga.status != OrderStatus::dispatched && order.record.saga.status != OrderStatus::delivered;
}

// The request goes on when the order has news, or when that took too long. News may have been missed where the tail has
// a gap: then it looks, and waits on.
template <class Answer>
std::shared_ptr<http::Later> awaited_until(const OrderDesk& desk, const OrderId& id, Deadline deadline, Answer answer) {
  const auto was_woken = std::make_shared<std::weak_ptr<http::Later>>();
  auto later =
      std::make_shared<http::Later>(deadline, [desk, id, deadline, answer, was_woken]() -> Result<http::Response> {
        const auto self = was_woken->lock();
        auto again =
            self && self->is_complete() && !deadline.passed() ? awaited_until(desk, id, deadline, answer) : nullptr;
        const auto order = order_rows::find(desk.database, id);
        if (order && *order && again && is_moving(**order)) return http::later(std::move(again));
        desk.live.forget(id);
        if (!order) return order.error();
        if (!*order) return not_found("order");
        return answer(**order);
      });
  *was_woken = later;
  desk.live.await(id, later);
  return later;
}

template <class Answer>
std::shared_ptr<http::Later> awaited(const OrderDesk& desk, const OrderId& id, Answer answer) {
  const auto wait = std::chrono::milliseconds(desk.settings.answer_wait_ms);
  return awaited_until(desk, id, Deadline::after(wait), answer);
}

std::optional<std::string> token_of(const http::Request& request) {
  const auto token = request.header(cart::kCartTokenHeader);
  return token.empty() ? std::nullopt : std::optional(std::string(token));
}

// A price that changes between the cart that was shown and the order, or a code that is used up, surprises nobody who
// says what they agreed to.
Result<Basis> as_agreed(Result<Basis> basis, const std::optional<Money>& total) {
  if (!basis || !total || basis->frozen.totals.total == *total) return basis;
  return conflict("cart_changed", "The cart costs other than it did when it was shown: look at it again.");
}

template <class Call>
Result<http::Response> place(const OrderDesk& desk, const Call& call) {
  const auto payment = choice_of(call.body.payment);
  const auto basis =
      as_agreed(desk.checkout.read(call.body.cart_id, {call.caller, token_of(call.request)}, payment), call.body.total);
  return place_basis(desk, call.idempotency_key, basis, payment);
}

Result<http::Response> cancel_outcome(const Order& order) {
  const auto step = order.record.saga.step;
  const bool is_leaving = step == Step::recalling || step == Step::compensating;
  if (step != Step::cancelled && !is_leaving) {
    return conflict("order_dispatched", "The parcel has left already; what came can be sent back.");
  }
  return json_response(is_leaving ? 202 : 200, json::to_json(view_of(order)));
}

std::string cancel_text(const std::optional<std::string>& reason, bool by_staff) {
  const std::string who = by_staff ? "Staff cancel the order" : "The customer cancels the order";
  return reason ? who + ": " + *reason : who + '.';
}

template <class Call>
Result<http::Response> cancel(const OrderDesk& desk, const Call& call) {
  const auto visitor = visitor_of(call.caller, call.request);
  const auto order = visible_order(desk.database, call.path.id, visitor);
  if (!order) return order.error();
  const bool by_staff = is_staff(call.caller) && call.caller.principal()->id != order->record.user_id;
  if (by_staff && !call.caller.may(kWrite)) return Error{ErrorKind::forbidden, "forbidden", "You may not do this."};
  if (by_staff && !call.body.reason) return invalid({{"/reason", "required", "must say why"}});
  if (!may_cancel(order->record.saga)) return cancel_outcome(*order);
  auto later = awaited(desk, order->record.id, [](const Order& now) { return cancel_outcome(now); });
  auto database = desk.database;
  const auto heeded = database.transact([&](db::Tx& tx) -> Result<bool> {
    const auto noted = desk.driver.add_note(tx, order->record.id,
                                            {"cancel_requested", cancel_text(call.body.reason, by_staff), false});
    if (!noted) return noted.error();
    return desk.driver.signal(tx, order->record.id,
                              {.kind = SignalKind::cancel, .code = by_staff ? "by_staff" : "by_customer"});
  });
  if (!heeded) {
    desk.live.forget(order->record.id);
    return heeded.error();
  }
  return http::later(std::move(later));
}

template <class Call>
Result<http::Page<EntryView>> timeline(const OrderDesk& desk, const Call& call) {
  const auto order = visible_order(desk.database, call.path.id, visitor_of(call.caller, call.request));
  if (!order) return order.error();
  const auto entries = saga_rows::entries_after(desk.database, order->record.id, 0);
  if (!entries) return entries.error();
  const bool staff = is_staff(call.caller);
  http::Page<EntryView> page;
  for (const auto& one : *entries) {
    if (one.is_internal && !staff) continue;
    page.data.push_back({one.at, one.type, one.text, one.seq, staff ? one.actor : std::nullopt});
  }
  page.page.limit = static_cast<int>(page.data.size());
  return page;
}

}  // namespace

std::optional<PaymentChoice> choice_of(const std::optional<PaymentBody>& body) {
  return body ? std::optional(PaymentChoice{body->provider, body->token}) : std::nullopt;
}

Result<http::Response> place_basis(const OrderDesk& desk, const std::optional<http::IdempotencyKey>& key,
                                   const Result<Basis>& basis, const std::optional<PaymentChoice>& payment) {
  const auto id = OrderId::generate();
  auto later = awaited(desk, id, [](const Order& order) { return outcome_of(order); });
  const auto placed = desk.checkout.place(id, key, basis, payment);
  if (placed && placed->is_new) return http::later(std::move(later));
  desk.live.forget(id);
  if (!placed) return placed.error();
  const auto earlier = order_rows::find(desk.database, placed->id);
  if (!earlier) return earlier.error();
  auto response = outcome_of(earlier->value());
  if (response) idempotency::mark_replayed(*response);
  return response;
}

std::vector<http::Endpoint> order_endpoints(OrderDesk desk) {
  std::vector<http::Endpoint> all;
  all.push_back(
      http::post("/orders")
          .summary("Orders a cart")
          .description("Answers 201 when the order is confirmed, 202 when that takes longer or the payment needs its "
                       "customer. The Idempotency-Key belongs to the order for good: the same request again answers "
                       "with what has become of it.")
          .tag("orders")
          .access(Access::anyone())
          .priority(http::Priority::checkout)
          .idempotent(http::KeyUse::required)
          .body<NewOrderBody>()
          .answers<OrderView>(201)
          .fails({"not_found",
                  "payment_declined",
                  {ErrorKind::conflict, "cart_changed"},
                  http::Failure{ErrorKind::conflict, "insufficient_stock"}.with<ShortageMembers>()})
          .handle([desk](const auto& call) { return place(desk, call); }));
  all.push_back(http::get("/orders/{id}")
                    .summary("An order")
                    .tag("orders")
                    .access(Access::anyone())
                    .priority(http::Priority::checkout)
                    .path<OrderPath>()
                    .answers<OrderView>()
                    .fails({"not_found"})
                    .handle([desk](const auto& call) -> Result<http::Reply<OrderView>> {
                      const auto order =
                          visible_order(desk.database, call.path.id, visitor_of(call.caller, call.request));
                      if (!order) return order.error();
                      return http::Reply<OrderView>{.value = view_of(*order),
                                                    .headers = {{"ETag", http::version_tag(order->version)}}};
                    }));
  all.push_back(http::get("/orders/{id}/timeline")
                    .summary("What happened to an order, step by step")
                    .tag("orders")
                    .access(Access::anyone())
                    .path<OrderPath>()
                    .answers<http::Page<EntryView>>()
                    .fails({"not_found"})
                    .handle([desk](const auto& call) { return timeline(desk, call); }));
  all.push_back(http::post("/orders/{id}/cancel")
                    .summary("Cancels an order that has not left the house; staff with a reason")
                    .description("May be sent again: a cancelled order stays one. What was paid goes back.")
                    .tag("orders")
                    .access(Access::anyone())
                    .priority(http::Priority::checkout)
                    .path<OrderPath>()
                    .body<CancelBody>()
                    .answers<OrderView>()
                    .fails({"not_found", "forbidden", {ErrorKind::conflict, "order_dispatched"}})
                    .handle([desk](const auto& call) { return cancel(desk, call); }));
  return all;
}

}  // namespace kontor::ordering
