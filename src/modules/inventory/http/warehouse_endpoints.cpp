#include "modules/inventory/http/warehouse_endpoints.hpp"

#include "kernel/http/page.hpp"
#include "kernel/http/precondition.hpp"
#include "modules/inventory/http/staff_endpoint.hpp"
#include "modules/inventory/store/stock_rows.hpp"

namespace kontor::inventory {

namespace {

struct WarehousePath {
  WarehouseId id;
};
KONTOR_DESCRIBE(WarehousePath, id)

template <class Body>
void warehouse_rules(json::Rules<Body>& rule) {
  rule(&Body::name).length(1, 100).example("Hamburg");
  rule(&Body::priority).doc("1 is asked first").range(1, 1000).example(1);
  rule(&Body::is_open).doc("What a closed one keeps does not count and is not reserved");
}

struct WarehouseView {
  WarehouseId id;
  std::string name;
  int priority = 1;
  bool is_open = true;
  std::optional<postal::Address> address;
  std::int64_t version = 1;

  static void rules(json::Rules<WarehouseView>& rule) {
    warehouse_rules(rule);
    rule(&WarehouseView::version).doc("As in the ETag, for If-Match");
  }
};
KONTOR_DESCRIBE(WarehouseView, id, name, priority, is_open, address, version)

struct NewWarehouse {
  std::string name;
  int priority = 1;
  bool is_open = true;
  std::optional<postal::Address> address;

  static void rules(json::Rules<NewWarehouse>& rule) {
    warehouse_rules(rule);
    rule(&NewWarehouse::is_open).optional();
  }
};
KONTOR_DESCRIBE(NewWarehouse, name, priority, is_open, address)

struct WarehousePatch {
  std::optional<std::string> name;
  std::optional<int> priority;
  std::optional<bool> is_open;
  std::optional<postal::Address> address;

  static void rules(json::Rules<WarehousePatch>& rule) { warehouse_rules(rule); }
};
KONTOR_DESCRIBE(WarehousePatch, name, priority, is_open, address)

struct KeptView {
  VariantId variant_id;
  std::int64_t on_hand = 0;
  std::int64_t reserved = 0;
};
KONTOR_DESCRIBE(KeptView, variant_id, on_hand, reserved)

WarehouseView view_of(const Warehouse& warehouse) {
  return {warehouse.id, warehouse.name, warehouse.priority, warehouse.is_open, warehouse.address, warehouse.version};
}

using WarehouseReply = http::Reply<WarehouseView>;

Result<WarehouseReply> replied(const Result<Warehouse>& warehouse) {
  if (!warehouse) return warehouse.error();
  return WarehouseReply{view_of(*warehouse), 0, {{"ETag", http::version_tag(warehouse->version)}}};
}

// As it is kept; every problem where it cannot be.
Result<std::optional<postal::Address>> sound_address(const std::optional<postal::Address>& address) {
  if (!address) return std::optional<postal::Address>();
  if (auto problems = postal::check(*address, "/address"); !problems.empty()) return invalid(std::move(problems));
  return std::optional(postal::normalised(*address));
}

Result<WarehouseReply> find(const db::Database& database, const WarehouseId& id) {
  const auto found = warehouse_rows::find(database, id);
  if (!found) return found.error();
  if (!*found) return not_found("warehouse");
  return replied(**found);
}

Result<http::Page<WarehouseView>> list_all(const db::Database& database) {
  const auto all = warehouse_rows::list(database);
  if (!all) return all.error();
  http::Page<WarehouseView> page;
  page.page.limit = static_cast<int>(kMostWarehouses);
  for (const auto& one : *all) page.data.push_back(view_of(one));
  return page;
}

Result<http::Page<KeptView>> list_kept(const db::Database& database, const WarehouseId& id,
                                       const http::PageQuery& query) {
  const auto after = query.cursor ? VariantId::parse(*query.cursor) : std::nullopt;
  if (query.cursor && !after) return no_place_of_this_list();
  auto kept = stock_rows::kept_in(database, id, after, query.limit);
  if (!kept) return kept.error();
  http::Page<KeptView> page;
  page.page.limit = query.limit;
  page.page.has_more = kept->size() > static_cast<std::size_t>(query.limit);
  if (page.page.has_more) kept->pop_back();
  for (const auto& one : *kept) page.data.push_back({one.variant, one.on_hand, one.reserved});
  if (page.page.has_more) page.page.next_cursor = kept->back().variant.str();
  return page;
}

std::vector<http::Endpoint> reading_warehouses(const WarehouseRoom& room) {
  return {for_staff(http::get("/inventory/warehouses"), kRead)
              .summary("All warehouses, in the order in which they are asked")
              .answers<http::Page<WarehouseView>>()
              .handle([room](const auto&) { return list_all(room.database); }),
          for_staff(http::get("/inventory/warehouses/{id}"), kRead)
              .summary("A warehouse")
              .path<WarehousePath>()
              .answers<WarehouseView>()
              .fails({"not_found"})
              .handle([room](const auto& call) { return find(room.database, call.path.id); }),
          for_staff(http::get("/inventory/warehouses/{id}/stock"), kRead)
              .summary("What a warehouse keeps, to count it by")
              .path<WarehousePath>()
              .query<http::PageQuery>()
              .answers<http::Page<KeptView>>()
              .handle([room](const auto& call) { return list_kept(room.database, call.path.id, call.query); })};
}

Result<WarehouseReply> create(const WarehouseRoom& room, db::Tx& tx, const NewWarehouse& body) {
  const auto address = sound_address(body.address);
  if (!address) return address.error();
  return replied(room.desk.create(
      tx, {.id = {}, .name = body.name, .priority = body.priority, .is_open = body.is_open, .address = *address}));
}

http::Endpoint create_endpoint(const WarehouseRoom& room) {
  return for_staff(http::post("/inventory/warehouses"), kWrite)
      .summary("A new warehouse")
      .idempotent()
      .body<NewWarehouse>()
      .answers<WarehouseView>(201)
      .fails({{ErrorKind::conflict, "too_many_warehouses"}})
      .handle([room](const auto& call) {
        return room.once.run(call, room.database, [&](db::Tx& tx) { return create(room, tx, call.body); });
      });
}

http::Endpoint change_endpoint(const WarehouseRoom& room) {
  return for_staff(http::patch("/inventory/warehouses/{id}"), kWrite)
      .summary("Another name, place in the order or address; opens or closes it. If-Match is required")
      .path<WarehousePath>()
      .body<WarehousePatch>()
      .answers<WarehouseView>()
      .fails({"not_found", "version_conflict", "precondition_required"})
      .handle([room](const auto& call) -> Result<WarehouseReply> {
        const auto address = sound_address(call.body.address);
        if (!address) return address.error();
        const WarehouseDesk::Changes changes{call.body.name, call.body.priority, call.body.is_open, *address};
        auto database = room.database;
        return replied(database.transact([&](db::Tx& tx) {
          return room.desk.change(tx, call.path.id, changes, [&](std::int64_t version) {
            return http::check_if_match(call.request, version, http::IfMatch::required);
          });
        }));
      });
}

}  // namespace

std::vector<http::Endpoint> warehouse_endpoints(const WarehouseRoom& room) {
  auto all = reading_warehouses(room);
  all.push_back(create_endpoint(room));
  all.push_back(change_endpoint(room));
  return all;
}

}  // namespace kontor::inventory
