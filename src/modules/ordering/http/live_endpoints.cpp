#include "modules/ordering/http/live_endpoints.hpp"

#include <algorithm>
#include <array>

#include "kernel/core/text.hpp"
#include "kernel/http/sse.hpp"
#include "kernel/http/websocket.hpp"
#include "modules/ordering/actions/access.hpp"
#include "modules/ordering/http/order_endpoints.hpp"
#include "modules/ordering/store/names.hpp"
#include "modules/ordering/store/saga_rows.hpp"

namespace kontor::ordering {

namespace {

struct StreamQuery {
  std::optional<std::string> ticket;

  static void rules(json::Rules<StreamQuery>& rule) {
    rule(&StreamQuery::ticket).doc("Of POST /identity/stream-ticket, where no header can be sent").length(1, 200);
  }
};
KONTOR_DESCRIBE(StreamQuery, ticket)

// What a stream shows of a step.
struct StepView {
  OrderId order_id;
  std::int64_t seq = 0;
  Timestamp at;
  std::string type;
  std::string text;
  OrderStatus status = OrderStatus::pending;
};
KONTOR_DESCRIBE(StepView, order_id, seq, at, type, text, status)

// What a WebSocket's client may say: show me what of this order I have not seen.
struct ResumeMessage {
  OrderId order_id;
  std::int64_t after = 0;

  static void rules(json::Rules<ResumeMessage>& rule) { rule(&ResumeMessage::after).optional().at_least(0); }
};
KONTOR_DESCRIBE(ResumeMessage, order_id, after)

struct Milestone {
  std::string_view type;
  std::optional<OrderStatus> status;  // from then on
};

// The entries that are told of; others are only in the timeline.
constexpr std::array<Milestone, 10> kMilestones{{{"order_placed", OrderStatus::pending},
                                                 {"payment_action_required", OrderStatus::pending},
                                                 {"order_confirmed", OrderStatus::confirmed},
                                                 {"order_cancelled", OrderStatus::cancelled},
                                                 {"cancel_refused", std::nullopt},
                                                 {"order_dispatched", OrderStatus::dispatched},
                                                 {"order_delivered", OrderStatus::delivered},
                                                 {"order_completed", OrderStatus::completed},
                                                 {"return_requested", std::nullopt},
                                                 {"return_received", std::nullopt}}};

StepView step_view(const OrderId& id, const Progress& progress) {
  return {id, progress.seq, progress.at, progress.type, progress.text, progress.status};
}

// The milestones behind `after`, and the number of the last entry at all.
struct Past {
  std::vector<StepView> steps;
  std::int64_t last = 0;
};
Result<Past> past_of(const db::Database& database, const OrderId& id, std::int64_t after) {
  const auto entries = saga_rows::entries_after(database, id, 0);
  if (!entries) return entries.error();
  Past past;
  auto status = OrderStatus::pending;
  for (const auto& one : *entries) {
    past.last = one.seq;
    const auto* milestone = std::ranges::find(kMilestones, one.type, &Milestone::type);
    if (milestone == kMilestones.end()) continue;
    status = milestone->status.value_or(status);
    if (one.seq > after) past.steps.push_back({id, one.seq, one.at, one.type, one.text, status});
  }
  return past;
}

Result<std::optional<Uuid>> ticket_user(const LiveDesk& desk, const std::optional<std::string>& ticket) {
  if (!ticket) return std::optional<Uuid>();
  const auto user = desk.tickets.redeem(*ticket);
  if (!user) return user.error();
  if (!*user) return Error{ErrorKind::unauthenticated, "unauthenticated", "The ticket is no longer good."};
  return std::optional((*user)->uuid());
}

Error too_many() {
  return unavailable("There are as many live streams as there may be; please come back later.", 5);
}

bool push(http::EventStream& stream, const StepView& step) {
  const auto id = std::to_string(step.seq);
  const auto data = json::to_json(step);
  return stream.push({id, "order", data});
}

template <class Call>
Result<http::Response> stream(const LiveDesk& desk, const Call& call) {
  auto visitor = visitor_of(call.caller, call.request);
  const auto user = ticket_user(desk, call.query.ticket);
  if (!user) return user.error();
  visitor.ticket_user = *user;
  const auto order = visible_order(desk.database, call.path.id, visitor);
  if (!order) return order.error();
  const auto id = order->record.id;
  auto events = std::make_shared<http::EventStream>();
  auto watcher = std::make_shared<Watcher>(
      [events](const OrderId& of, const Progress& progress) { return push(*events, step_view(of, progress)); },
      [events] { return events->is_open(); }, [events] { events->close(); });
  if (!desk.live.watch_order(id, watcher)) return too_many();
  const auto past = past_of(desk.database, id, text::parse_int(call.request.header("Last-Event-ID")).value_or(0));
  if (!past) {
    watcher->end();
    return past.error();
  }
  for (const auto& step : past->steps) push(*events, step);
  watcher->past_is_shown({{id, past->last}});
  return http::event_stream(std::move(events));
}

// What a client asks for is answered on a worker; what it says else is not for us.
void resume(const LiveDesk& desk, const Uuid& user, http::WebSocket& socket, std::string_view said) {
  const auto message = json::read<ResumeMessage>(said);
  if (!message) return socket.close(1007, "not understood");
  const auto order = visible_order(desk.database, message->order_id, {auth::Caller(), {}, user});
  if (!order) return;
  const auto past = past_of(desk.database, message->order_id, message->after);
  if (!past) return;
  for (const auto& step : past->steps) socket.send(json::to_json(step));
}

template <class Call>
Result<http::Response> talk(const LiveDesk& desk, const Call& call) {
  auto user = ticket_user(desk, call.query.ticket);
  if (!user) return std::move(user).error();
  if (!*user && call.caller.is_user()) *user = call.caller.principal()->id;
  if (!*user) return Error{ErrorKind::unauthenticated, "unauthenticated", "Please sign in first."};
  auto socket = std::make_shared<http::WebSocket>(
      [desk, id = **user](http::WebSocket& client, std::string_view said) { resume(desk, id, client, said); });
  auto answer = http::accept_websocket(call.request, socket, desk.origins);
  if (!answer) return answer;
  auto watcher = std::make_shared<Watcher>(
      [socket](const OrderId& of, const Progress& progress) {
        return socket->send(json::to_json(step_view(of, progress)));
      },
      [socket] { return socket->is_open(); }, [socket] { socket->close(1001, "come back"); });
  watcher->past_is_shown({});
  if (!desk.live.watch_user(**user, std::move(watcher))) return too_many();
  return answer;
}

}  // namespace

std::vector<http::Endpoint> live_endpoints(LiveDesk desk) {
  std::vector<http::Endpoint> all;
  all.push_back(http::get("/orders/{id}/stream")
                    .summary("An order's steps as they happen, as server-sent events")
                    .description("Begins with what has happened, or with what followed Last-Event-ID. A client that is "
                                 "too slow is disconnected, and comes back with it.")
                    .tag("orders")
                    .access(auth::Access::anyone())
                    .path<OrderPath>()
                    .query<StreamQuery>()
                    .produces("text/event-stream")
                    .fails({"not_found", "unauthenticated", "unavailable"})
                    .handle([desk](const auto& call) { return stream(desk, call); }));
  const auto socket = [&](http::EndpointBuilder<>&& builder) {
    return std::move(builder)
        .summary("All of the caller's orders as they move, over a WebSocket")
        .description(
            "Each step is a JSON text. A client that comes back sends {\"order_id\":…,\"after\":…} with the "
            "last seq that it saw of an order, and gets what followed.")
        .tag("orders")
        .access(auth::Access::anyone())
        .template query<StreamQuery>()
        .upgrades()
        .fails({"unauthenticated", "upgrade_required", "bad_request", "forbidden", "unavailable"})
        .handle([desk](const auto& call) { return talk(desk, call); });
  };
  all.push_back(socket(http::get("/ws")));
  all.push_back(socket(http::get("/ws").at_root().undocumented()));
  return all;
}

}  // namespace kontor::ordering
