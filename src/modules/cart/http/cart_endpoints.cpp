#include <array>

#include "kernel/core/random.hpp"
#include "kernel/core/text.hpp"
#include "modules/cart/api/permissions.hpp"
#include "modules/cart/http/bodies.hpp"
#include "modules/cart/http/room.hpp"
#include "modules/identity/api/identity.hpp"

namespace kontor::cart {

namespace {

std::string new_token() {
  std::array<std::uint8_t, 32> bits{};
  fill_random(bits);
  return text::base64url({reinterpret_cast<const char*>(bits.data()), bits.size()});
}

template <class Call>
Result<http::Response> begin(const CartRoom& room, const Call& call) {
  std::optional<Uuid> user;
  std::optional<std::string> token;
  call.caller.is_user() ? void(user = call.caller.principal()->id) : void(token = new_token());
  const auto plan = room.desk.fresh(user, token, call.body.currency.value_or(room.default_currency));
  if (!plan && !call.idempotency_key) return plan.error();
  return write_once(room, call, plan, [&](db::Tx& tx) -> Result<CartReply> {
    room.desk.insert(tx, *plan);
    auto reply = reply_with(*plan);
    reply.value.token = token;
    return reply;
  });
}

struct ListQuery {
  int limit = http::kDefaultPageLimit;
  std::optional<std::string> cursor;
  std::optional<identity::UserId> user_id;

  static void rules(json::Rules<ListQuery>& rule) {
    http::page_rules(rule);
    rule(&ListQuery::user_id).doc("Only this customer's");
  }
};
KONTOR_DESCRIBE(ListQuery, limit, cursor, user_id)

using ListPage = http::Page<ListedCartView>;

Result<ListPage> list(const db::Database& database, const ListQuery& query) {
  std::optional<CartId> before;
  if (query.cursor && !(before = CartId::parse(*query.cursor))) {
    return invalid({{"/cursor", "format", "must be a next_cursor of this list"}});
  }
  const auto user = query.user_id ? std::optional(query.user_id->uuid()) : std::nullopt;
  auto listed = carts::list(database, before, user, query.limit + 1);
  if (!listed) return std::move(listed).error();
  ListPage page;
  page.page.limit = query.limit;
  page.page.has_more = listed->size() > static_cast<std::size_t>(query.limit);
  if (page.page.has_more) listed->pop_back();
  for (const auto& one : *listed) page.data.push_back(view_of(one));
  if (page.page.has_more) page.page.next_cursor = page.data.back().id.str();
  return page;
}

// A plan for what a cart is merged with.
template <class Call>
Result<Plan> plan_merge(const CartRoom& room, const Call& call) {
  const Opener source{call.caller, call.body.token};
  return room.desk.merge(call.path.id, opener_of(call), call.body.cart_id, source, if_match(call));
}

http::Endpoint details_endpoint(const CartRoom& room) {
  return for_shoppers(http::patch("/carts/{id}"))
      .summary("Changes what is said about a cart")
      .description("What is not mentioned stays; null takes out. Every mistake is named.")
      .path<CartPath>()
      .body<CartDetails>()
      .answers<CartView>()
      .fails({"not_found", "version_conflict", {ErrorKind::conflict, "cart_changed"}})
      .handle([room](const auto& call) -> Result<http::Response> {
        const auto change = change_of(call.body);
        if (!change) return change.error();
        return settle_change(room, call, *change);
      });
}

std::vector<http::Endpoint> merging_endpoints(const CartRoom& room) {
  return {
      for_shoppers(http::post("/carts/{id}/merge"))
          .summary("Adds what is in another cart")
          .description(
              "Quantities are summed up to the limit, and `merged` says what came of each line. The other cart is "
              "merged from then on; asked again, the answer is the same.")
          .idempotent()
          .path<CartPath>()
          .body<CartToMerge>()
          .answers<CartView>()
          .fails({"not_found",
                  "version_conflict",
                  {ErrorKind::conflict, "cart_changed"},
                  {ErrorKind::conflict, "too_many_lines"}})
          .handle([room](const auto& call) { return settle(room, call, [&] { return plan_merge(room, call); }); }),
      http::post("/carts/{id}/claim")
          .tag("carts")
          .access(auth::Access::signed_in())
          .priority(http::Priority::carts)
          .summary("A guest's cart becomes the customer's who signed in")
          .description(
              "Send the cart's X-Cart-Token. It is merged into the open cart of the same currency that the customer "
              "used last; where there is none, it becomes theirs itself. The answer is the cart to go on with.")
          .idempotent()
          .path<CartPath>()
          .answers<CartView>()
          .fails({"not_found", {ErrorKind::conflict, "cart_changed"}, {ErrorKind::conflict, "too_many_lines"}})
          .handle([room](const auto& call) {
            return settle(room, call, [&] { return room.desk.claim(call.path.id, opener_of(call)); });
          }),
  };
}

std::vector<http::Endpoint> reading_endpoints(const CartRoom& room) {
  return {
      for_shoppers(http::get("/carts/{id}"))
          .summary("A cart as it is now, with what it costs at this moment")
          .path<CartPath>()
          .answers<CartView>()
          .fails({"not_found"})
          .handle([room](const auto& call) { return reply_with(room.desk.look(call.path.id, opener_of(call))); }),
      http::get("/carts/current")
          .tag("carts")
          .access(auth::Access::signed_in())
          .priority(http::Priority::carts)
          .summary("The open cart that the customer used last")
          .answers<CartView>()
          .fails({"not_found"})
          .handle([room](const auto& call) { return reply_with(room.desk.latest(call.caller.principal()->id)); }),
      http::get("/admin/carts")
          .tag("carts")
          .access(auth::Access::permission(kRead))
          .priority(http::Priority::analytics)
          .summary("All carts, the newest first")
          .query<ListQuery>()
          .answers<ListPage>()
          .handle([room](const auto& call) { return list(room.database, call.query); }),
  };
}

}  // namespace

std::vector<http::Endpoint> cart_endpoints(const CartRoom& room) {
  std::vector<http::Endpoint> all{
      for_shoppers(http::post("/carts"))
          .summary("A new, empty cart")
          .description("A customer's who is signed in; otherwise a guest's, which is opened by its token: send it as "
                       "X-Cart-Token. The token is shown this once.")
          .idempotent()
          .body<NewCart>()
          .answers<CartView>(201)
          .handle([room](const auto& call) { return begin(room, call); }),
      details_endpoint(room)};
  for (auto&& group : {reading_endpoints(room), merging_endpoints(room)}) {
    all.insert(all.end(), group.begin(), group.end());
  }
  return all;
}

}  // namespace kontor::cart
