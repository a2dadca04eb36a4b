#include "modules/pricing/domain/arithmetic.hpp"
#include "modules/pricing/http/endpoints.hpp"
#include "modules/pricing/store/price_list_rows.hpp"

namespace kontor::pricing {

namespace {

constexpr std::size_t kMostPriceLists = 500;

struct PriceListPath {
  PriceListId id;
};
KONTOR_DESCRIBE(PriceListPath, id)

template <class Body>
void price_list_rules(json::Rules<Body>& rule) {
  rule(&Body::name).doc("As customers read it").length(1, 200).example("Wholesale");
  rule(&Body::customer_group).doc("Whose prices they are; everybody's without").length(1, 100).example("wholesale");
  rule(&Body::enabled).optional();
  rule(&Body::priority).optional().doc("The highest of those that have a price says what it is").range(-1e6L, 1e6L);
  rule(&Body::ends_at).doc("It does not count any more from then on");
}

struct PriceListBody {
  std::string name;
  std::optional<std::string> customer_group;
  bool enabled = true;
  std::int64_t priority = 0;
  std::optional<Timestamp> starts_at;
  std::optional<Timestamp> ends_at;

  static void rules(json::Rules<PriceListBody>& rule) { price_list_rules(rule); }
};
KONTOR_DESCRIBE(PriceListBody, name, customer_group, enabled, priority, starts_at, ends_at)

struct NewPriceListBody {
  std::string name;
  Currency currency;
  std::optional<std::string> customer_group;
  bool enabled = true;
  std::int64_t priority = 0;
  std::optional<Timestamp> starts_at;
  std::optional<Timestamp> ends_at;

  static void rules(json::Rules<NewPriceListBody>& rule) {
    price_list_rules(rule);
    rule(&NewPriceListBody::currency).doc("For good").example("EUR");
  }
};
KONTOR_DESCRIBE(NewPriceListBody, name, currency, customer_group, enabled, priority, starts_at, ends_at)

struct PriceListView {
  PriceListId id;
  std::string name;
  Currency currency;
  std::optional<std::string> customer_group;
  bool enabled = true;
  std::int64_t priority = 0;
  std::optional<Timestamp> starts_at;
  std::optional<Timestamp> ends_at;
  std::int64_t version = 1;

  static void rules(json::Rules<PriceListView>& rule) {
    rule(&PriceListView::version).doc("As in the ETag, for If-Match");
  }
};
KONTOR_DESCRIBE(PriceListView, id, name, currency, customer_group, enabled, priority, starts_at, ends_at, version)

PriceListView view_of(const PriceList& list) {
  return {list.id,       list.name,      list.currency, list.customer_group, list.enabled,
          list.priority, list.starts_at, list.ends_at,  list.version};
}

template <class Body>
PriceList price_list_in(const Body& body, const PriceListId& id, const Currency& currency) {
  return {id, body.name, currency, body.customer_group, body.enabled, body.priority, body.starts_at, body.ends_at, 1};
}

Result<void> check_period(const PriceList& list) {
  if (!list.starts_at || !list.ends_at || *list.starts_at < *list.ends_at) return {};
  return invalid({{"/ends_at", "range", "must be after it starts"}});
}

using PriceListAnswer = Result<http::Reply<PriceListView>>;

PriceListAnswer create_price_list(const Room& room, db::Tx& tx, const NewPriceListBody& body) {
  const auto list = price_list_in(body, PriceListId::generate(), body.currency);
  if (auto sound = check_period(list); !sound) return sound.error();
  if (price_list_rows::all(tx).size() >= kMostPriceLists) {
    return conflict("too_many_price_lists", "There are 500 price lists: remove one first.");
  }
  price_list_rows::insert(tx, list);
  auto view = view_of(list);
  room.changes.note(tx, {"price_list_created", "price_list", list.id.str(), "", json::to_json(view)});
  return tagged(std::move(view));
}

template <class Call>
PriceListAnswer replace_price_list(const Room& room, db::Tx& tx, const Call& call) {
  const auto before = price_list_rows::find(tx, call.path.id);
  if (!before) return not_found("price list");
  if (auto present = seen(call, before->version); !present) return present.error();
  auto list = price_list_in(call.body, before->id, before->currency);
  if (auto sound = check_period(list); !sound) return sound.error();
  price_list_rows::replace(tx, list);
  list.version = before->version + 1;
  auto view = view_of(list);
  room.changes.note(
      tx, {"price_list_changed", "price_list", list.id.str(), json::to_json(view_of(*before)), json::to_json(view)});
  return tagged(std::move(view));
}

template <class Call>
Result<void> remove_price_list(const Room& room, db::Tx& tx, const Call& call) {
  const auto list = price_list_rows::find(tx, call.path.id);
  if (!list) return not_found("price list");
  if (auto present = seen(call, list->version); !present) return present;
  price_list_rows::remove(tx, list->id);
  room.changes.note(tx, {"price_list_removed", "price_list", list->id.str(), json::to_json(view_of(*list)), ""});
  return {};
}

}  // namespace

std::vector<http::Endpoint> price_list_endpoints(const Room& room) {
  return {for_readers(http::get("/pricing/price-lists"))
              .summary("All price lists")
              .answers<http::Page<PriceListView>>()
              .handle([room](const auto&) {
                auto database = room.database;
                return database.transact([&](db::Tx& tx) -> Result<http::Page<PriceListView>> {
                  std::vector<PriceListView> views;
                  for (const auto& list : price_list_rows::all(tx)) views.push_back(view_of(list));
                  return whole_page(std::move(views));
                });
              }),
          for_readers(http::get("/pricing/price-lists/{id}"))
              .summary("A price list with its version")
              .path<PriceListPath>()
              .answers<PriceListView>()
              .fails({"not_found"})
              .handle([room](const auto& call) {
                auto database = room.database;
                return database.transact([&](db::Tx& tx) -> PriceListAnswer {
                  const auto list = price_list_rows::find(tx, call.path.id);
                  return list ? PriceListAnswer(tagged(view_of(*list))) : not_found("price list");
                });
              }),
          for_writers(http::post("/pricing/price-lists"))
              .summary("A new price list")
              .idempotent()
              .body<NewPriceListBody>()
              .answers<PriceListView>(201)
              .fails({{ErrorKind::conflict, "too_many_price_lists"}})
              .handle([room](const auto& call) {
                return room.once.run(call, room.database,
                                     [&](db::Tx& tx) { return create_price_list(room, tx, call.body); });
              }),
          for_writers(http::put("/pricing/price-lists/{id}"))
              .summary("Replaces what a price list is, not its entries. If-Match is required")
              .path<PriceListPath>()
              .body<PriceListBody>()
              .answers<PriceListView>()
              .fails({"not_found", "precondition_required", "version_conflict"})
              .handle([room](const auto& call) {
                auto database = room.database;
                return database.transact([&](db::Tx& tx) { return replace_price_list(room, tx, call); });
              }),
          for_writers(http::del("/pricing/price-lists/{id}"))
              .summary("Removes a price list with its entries. If-Match is required")
              .path<PriceListPath>()
              .fails({"not_found", "precondition_required", "version_conflict"})
              .handle([room](const auto& call) {
                auto database = room.database;
                return database.transact([&](db::Tx& tx) { return remove_price_list(room, tx, call); });
              })};
}

}  // namespace kontor::pricing
