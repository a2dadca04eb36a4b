#include <set>

#include "kernel/core/format.hpp"
#include "modules/pricing/http/endpoints.hpp"
#include "modules/pricing/store/tax_rows.hpp"

namespace kontor::pricing {

namespace {

struct TaxZonePath {
  TaxZoneId id;
};
KONTOR_DESCRIBE(TaxZonePath, id)

struct TaxRateBody {
  std::string tax_class;
  Timestamp valid_from;
  std::int64_t rate_ppm = 0;

  static void rules(json::Rules<TaxRateBody>& rule) {
    rule(&TaxRateBody::tax_class).length(1, 50).example("standard");
    rule(&TaxRateBody::valid_from).doc("It counts until the next one of its class begins");
    rule(&TaxRateBody::rate_ppm).doc("In parts of a million: 19 % is 190000").range(0, 1'000'000).example(190000);
  }
};
KONTOR_DESCRIBE(TaxRateBody, tax_class, valid_from, rate_ppm)

struct TaxZoneBody {
  std::string name;
  std::string country;
  std::optional<std::string> region;
  std::optional<std::string> postal_prefix;
  std::optional<bool> prices_include_tax;
  std::vector<TaxRateBody> rates;

  static void rules(json::Rules<TaxZoneBody>& rule) {
    rule(&TaxZoneBody::name).doc("As it stands beside the tax").length(1, 100).example("Germany");
    rule(&TaxZoneBody::country).doc("ISO 3166-1 alpha-2, upper case").length(2, 2).example("DE");
    rule(&TaxZoneBody::region).length(1, 50).example("CA");
    rule(&TaxZoneBody::postal_prefix).doc("Where postal codes begin so").length(1, 12);
    rule(&TaxZoneBody::prices_include_tax).doc("As the currency says where it is not given");
    rule(&TaxZoneBody::rates).optional().items(0, 200);
  }
};
KONTOR_DESCRIBE(TaxZoneBody, name, country, region, postal_prefix, prices_include_tax, rates)

struct TaxZoneView {
  TaxZoneId id;
  std::string name;
  std::string country;
  std::optional<std::string> region;
  std::optional<std::string> postal_prefix;
  std::optional<bool> prices_include_tax;
  std::vector<TaxRateBody> rates;
  std::int64_t version = 1;
};
KONTOR_DESCRIBE(TaxZoneView, id, name, country, region, postal_prefix, prices_include_tax, rates, version)

TaxZoneView view_of(const TaxZone& zone) {
  TaxZoneView view{zone.id, zone.name,   zone.country, zone.region, zone.postal_prefix, zone.prices_include_tax,
                   {},      zone.version};
  for (const auto& rate : zone.rates) view.rates.push_back({rate.tax_class, rate.valid_from, rate.rate_ppm});
  return view;
}

Result<TaxZone> tax_zone_in(const TaxZoneBody& body, const TaxZoneId& id) {
  std::vector<FieldProblem> problems;
  const auto is_upper = [](char c) { return c >= 'A' && c <= 'Z'; };
  if (body.country.size() != 2 || !is_upper(body.country[0]) || !is_upper(body.country[1])) {
    problems.push_back({"/country", "format", "must be two capital letters"});
  }
  TaxZone zone{.id = id,
               .name = body.name,
               .country = body.country,
               .region = body.region,
               .postal_prefix = body.postal_prefix,
               .prices_include_tax = body.prices_include_tax};
  std::set<std::pair<std::string, Timestamp>> begins;
  for (std::size_t i = 0; i < body.rates.size(); ++i) {
    const auto& rate = body.rates[i];
    if (!begins.emplace(rate.tax_class, rate.valid_from).second) {
      problems.push_back({format("/rates/{}/valid_from", i), "duplicate", "a rate of this class begins then already"});
    }
    zone.rates.push_back({rate.tax_class, rate.valid_from, rate.rate_ppm});
  }
  if (!problems.empty()) return invalid(std::move(problems));
  return zone;
}

Result<void> verdict_on(tax_rows::Saved saved) {
  switch (saved) {
    case tax_rows::Saved::yes:
      return {};
    case tax_rows::Saved::place_taken:
      return conflict("zone_exists", "There is a zone of this place.");
    case tax_rows::Saved::unknown_class:
      return invalid({{"/rates", "unknown_tax_class", "a rate names a tax class that there is not"}});
  }
  return {};
}

using TaxZoneAnswer = Result<http::Reply<TaxZoneView>>;

TaxZoneAnswer create_tax_zone(const Room& room, db::Tx& tx, const TaxZoneBody& body) {
  const auto zone = tax_zone_in(body, TaxZoneId::generate());
  if (!zone) return zone.error();
  if (auto done = verdict_on(tax_rows::insert_zone(tx, *zone)); !done) return done.error();
  auto view = view_of(*zone);
  room.changes.note(tx, {"tax_zone_created", "tax", zone->id.str(), "", json::to_json(view)});
  return tagged(std::move(view));
}

template <class Call>
TaxZoneAnswer replace_tax_zone(const Room& room, db::Tx& tx, const Call& call) {
  const auto before = tax_rows::find_zone(tx, call.path.id);
  if (!before) return not_found("tax zone");
  if (auto present = seen(call, before->version); !present) return present.error();
  auto zone = tax_zone_in(call.body, before->id);
  if (!zone) return zone.error();
  if (auto done = verdict_on(tax_rows::replace_zone(tx, *zone)); !done) return done.error();
  zone->version = before->version + 1;
  auto view = view_of(*zone);
  room.changes.note(tx,
                    {"tax_zone_changed", "tax", zone->id.str(), json::to_json(view_of(*before)), json::to_json(view)});
  return tagged(std::move(view));
}

template <class Call>
Result<void> remove_tax_zone(const Room& room, db::Tx& tx, const Call& call) {
  const auto zone = tax_rows::find_zone(tx, call.path.id);
  if (!zone) return not_found("tax zone");
  if (auto present = seen(call, zone->version); !present) return present;
  tax_rows::remove_zone(tx, zone->id);
  room.changes.note(tx, {"tax_zone_removed", "tax", zone->id.str(), json::to_json(view_of(*zone)), ""});
  return {};
}

}  // namespace

std::vector<http::Endpoint> tax_zone_endpoints(const Room& room) {
  return {for_readers(http::get("/pricing/tax-zones"))
              .summary("All tax zones with their rates, past, present and to come")
              .answers<http::Page<TaxZoneView>>()
              .handle([room](const auto&) {
                auto database = room.database;
                return database.transact([&](db::Tx& tx) -> Result<http::Page<TaxZoneView>> {
                  std::vector<TaxZoneView> views;
                  for (const auto& zone : tax_rows::zones(tx)) views.push_back(view_of(zone));
                  return whole_page(std::move(views));
                });
              }),
          for_readers(http::get("/pricing/tax-zones/{id}"))
              .summary("A tax zone with its version")
              .path<TaxZonePath>()
              .answers<TaxZoneView>()
              .fails({"not_found"})
              .handle([room](const auto& call) {
                auto database = room.database;
                return database.transact([&](db::Tx& tx) -> TaxZoneAnswer {
                  const auto zone = tax_rows::find_zone(tx, call.path.id);
                  return zone ? TaxZoneAnswer(tagged(view_of(*zone))) : not_found("tax zone");
                });
              }),
          for_writers(http::post("/pricing/tax-zones"))
              .summary("A new tax zone: a country, a region of it, or where postal codes begin so")
              .idempotent()
              .body<TaxZoneBody>()
              .answers<TaxZoneView>(201)
              .fails({{ErrorKind::conflict, "zone_exists"}})
              .handle([room](const auto& call) {
                return room.once.run(call, room.database,
                                     [&](db::Tx& tx) { return create_tax_zone(room, tx, call.body); });
              }),
          for_writers(http::put("/pricing/tax-zones/{id}"))
              .summary("Replaces a tax zone with all its rates. If-Match is required")
              .path<TaxZonePath>()
              .body<TaxZoneBody>()
              .answers<TaxZoneView>()
              .fails({"not_found", "precondition_required", "version_conflict", {ErrorKind::conflict, "zone_exists"}})
              .handle([room](const auto& call) {
                auto database = room.database;
                return database.transact([&](db::Tx& tx) { return replace_tax_zone(room, tx, call); });
              }),
          for_writers(http::del("/pricing/tax-zones/{id}"))
              .summary("Removes a tax zone. If-Match is required")
              .path<TaxZonePath>()
              .fails({"not_found", "precondition_required", "version_conflict"})
              .handle([room](const auto& call) {
                auto database = room.database;
                return database.transact([&](db::Tx& tx) { return remove_tax_zone(room, tx, call); });
              })};
}

}  // namespace kontor::pricing
