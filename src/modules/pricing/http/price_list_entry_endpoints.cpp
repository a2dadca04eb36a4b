#include <set>

#include "kernel/core/format.hpp"
#include "kernel/core/text.hpp"
#include "modules/pricing/domain/arithmetic.hpp"
#include "modules/pricing/http/endpoints.hpp"
#include "modules/pricing/store/price_list_rows.hpp"

namespace kontor::pricing {

namespace {

constexpr std::size_t kMostEntriesAtOnce = 1000;

struct EntriesPath {
  PriceListId id;
};
KONTOR_DESCRIBE(EntriesPath, id)

struct EntryView {
  catalog::VariantId variant_id;
  std::int64_t from_quantity = 1;
  std::int64_t amount = 0;
  std::optional<std::int64_t> compare_at;

  static void rules(json::Rules<EntryView>& rule) {
    rule(&EntryView::from_quantity).optional().doc("From so many pieces on").range(1, 1'000'000);
    rule(&EntryView::amount)
        .doc("Of a piece, in minor units of the list's currency")
        .range(0, 9'007'199'254'740'992.0L);
    rule(&EntryView::compare_at).doc("More than the amount: what it cost otherwise").range(1, 9'007'199'254'740'992.0L);
  }
};
KONTOR_DESCRIBE(EntryView, variant_id, from_quantity, amount, compare_at)

struct EntryPlaceBody {
  catalog::VariantId variant_id;
  std::int64_t from_quantity = 1;

  static void rules(json::Rules<EntryPlaceBody>& rule) {
    rule(&EntryPlaceBody::from_quantity).optional().range(1, 1'000'000);
  }
};
KONTOR_DESCRIBE(EntryPlaceBody, variant_id, from_quantity)

struct EntryChanges {
  std::vector<EntryView> set;
  std::vector<EntryPlaceBody> remove;

  static void rules(json::Rules<EntryChanges>& rule) {
    rule(&EntryChanges::set).optional().doc("New or replaced").items(0, kMostEntriesAtOnce);
    rule(&EntryChanges::remove).optional().items(0, kMostEntriesAtOnce);
  }
};
KONTOR_DESCRIBE(EntryChanges, set, remove)

struct EntryReport {
  std::int64_t set = 0;
  std::int64_t removed = 0;
  std::int64_t version = 1;

  static void rules(json::Rules<EntryReport>& rule) { rule(&EntryReport::version).doc("Of the list"); }
};
KONTOR_DESCRIBE(EntryReport, set, removed, version)

std::vector<FieldProblem> entry_problems(const EntryChanges& changes) {
  std::vector<FieldProblem> problems;
  std::set<std::pair<catalog::VariantId, std::int64_t>> places;
  for (std::size_t i = 0; i < changes.set.size(); ++i) {
    const auto& entry = changes.set[i];
    if (entry.compare_at && *entry.compare_at <= entry.amount) {
      problems.push_back({format("/set/{}/compare_at", i), "range", "must be more than the amount"});
    }
    if (!places.emplace(entry.variant_id, entry.from_quantity).second) {
      problems.push_back({format("/set/{}", i), "duplicate", "there is a price for so many pieces already"});
    }
  }
  return problems;
}

template <class Call>
Result<EntryReport> change_entries(const Room& room, db::Tx& tx, const Call& call) {
  if (auto problems = entry_problems(call.body); !problems.empty()) return invalid(std::move(problems));
  const auto list = price_list_rows::find(tx, call.path.id);
  if (!list) return not_found("price list");
  std::vector<price_list_rows::EntryPlace> gone;
  for (const auto& place : call.body.remove) gone.push_back({place.variant_id, place.from_quantity});
  std::vector<price_list_rows::Entry> entries;
  for (const auto& one : call.body.set)
    entries.push_back({one.variant_id, one.from_quantity, one.amount, one.compare_at});
  price_list_rows::remove_entries(tx, list->id, gone);
  price_list_rows::put_entries(tx, list->id, entries);
  price_list_rows::touch(tx, list->id);
  room.changes.note(tx, {"price_list_entries_changed", "price_list", list->id.str(), "", json::to_json(call.body)});
  return EntryReport{static_cast<std::int64_t>(entries.size()), static_cast<std::int64_t>(gone.size()),
                     list->version + 1};
}

// variant_01j…:10
Result<std::optional<price_list_rows::EntryPlace>> entry_place_in(const std::optional<std::string>& cursor) {
  using Place = std::optional<price_list_rows::EntryPlace>;
  if (!cursor) return Place();
  const auto colon = cursor->find(':');
  const auto variant = catalog::VariantId::parse(cursor->substr(0, colon));
  const auto from =
      colon == std::string::npos ? std::nullopt : text::parse_int(std::string_view(*cursor).substr(colon + 1));
  if (!variant || !from) return invalid({{"/cursor", "format", "must be a next_cursor of this list"}});
  return Place({*variant, *from});
}

template <class Call>
Result<http::Page<EntryView>> list_entries(const Room& room, const Call& call) {
  const auto after = entry_place_in(call.query.cursor);
  if (!after) return after.error();
  auto database = room.database;
  return database.transact([&](db::Tx& tx) -> Result<http::Page<EntryView>> {
    if (!price_list_rows::find(tx, call.path.id)) return not_found("price list");
    std::vector<EntryView> views;
    for (const auto& one : price_list_rows::entries(tx, call.path.id, *after, call.query.limit + 1)) {
      views.push_back({one.variant_id, one.from_quantity, one.amount, one.compare_at});
    }
    return page_of(std::move(views), call.query.limit, [](const EntryView& last) {
      return last.variant_id.str() + ":" + std::to_string(last.from_quantity);
    });
  });
}

}  // namespace

std::vector<http::Endpoint> price_list_entry_endpoints(const Room& room) {
  return {for_readers(http::get("/pricing/price-lists/{id}/entries"))
              .summary("The prices of a list, by variant and quantity")
              .path<EntriesPath>()
              .query<http::PageQuery>()
              .answers<http::Page<EntryView>>()
              .fails({"not_found"})
              .handle([room](const auto& call) { return list_entries(room, call); }),
          for_writers(http::post("/pricing/price-lists/{id}/entries"))
              .summary("Sets and removes many prices of a list: all of them, or none")
              .idempotent()
              .path<EntriesPath>()
              .body<EntryChanges>()
              .answers<EntryReport>()
              .fails({"not_found"})
              .handle([room](const auto& call) {
                return room.once.run(call, room.database, [&](db::Tx& tx) { return change_entries(room, tx, call); });
              })};
}

}  // namespace kontor::pricing
