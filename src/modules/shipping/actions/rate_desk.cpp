#include "modules/shipping/actions/rate_desk.hpp"

#include "kernel/core/format.hpp"
#include "kernel/json/json.hpp"
#include "kernel/json/writer.hpp"
#include "kernel/postal/country.hpp"
#include "modules/shipping/store/rate_rows.hpp"

namespace kontor::shipping {

namespace {

Error rest_of_world_exists() {
  return conflict("rest_of_world_exists", "Another zone is the rest of the world.");
}

// As it is compared: codes of regions, bare beginnings of postal codes.
void settle(Territory& territory, const std::string& pointer, std::vector<FieldProblem>& problems) {
  territory.country = postal::to_upper(territory.country);
  const auto country = postal::find_country(territory.country);
  if (!country) {
    problems.push_back({pointer + "/country", "unknown_country", "there is no such country"});
    return;
  }
  if (territory.region) {
    const auto region = postal::find_region(*country, *territory.region);
    if (!region) problems.push_back({pointer + "/region", "unknown_region", "the country has no such region"});
    territory.region = region;
  }
  if (territory.postal_prefix) {
    territory.postal_prefix = bare_postal_code(*territory.postal_prefix);
    if (territory.postal_prefix->empty()) {
      problems.push_back({pointer + "/postal_prefix", "format", "must have letters or digits"});
    }
  }
}

Result<Zone> examined(Zone zone) {
  std::vector<FieldProblem> problems;
  for (std::size_t i = 0; i < zone.territories.size(); ++i) {
    settle(zone.territories[i], "/territories/" + std::to_string(i), problems);
  }
  if (zone.territories.empty() && !zone.rest_of_world) {
    problems.push_back({"/territories", "required", "a zone has territories, or is the rest of the world"});
  }
  if (!problems.empty()) return invalid(std::move(problems));
  return zone;
}

std::string json_of(const Zone& zone) {
  std::string out;
  json::Writer(out)
      .begin_object()
      .field("name", zone.name)
      .field("rest_of_world", zone.rest_of_world)
      .key("territories")
      .raw(json::to_json(zone.territories))
      .end_object();
  return out;
}

std::string json_of(const Method& method) {
  std::string out;
  json::Writer(out)
      .begin_object()
      .field("zone_id", method.zone_id.str())
      .field("name", method.name)
      .field("carrier", method.carrier)
      .key("kind")
      .raw(json::to_json(method.kind))
      .key("prices")
      .raw(json::to_json(method.prices))
      .field("tax_class", method.tax_class)
      .field("min_days", method.min_days)
      .field("max_days", method.max_days)
      .field("active", method.active)
      .end_object();
  return out;
}

}  // namespace

Result<Zone> RateDesk::create(db::Tx& tx, Zone draft) {
  auto zone = examined(std::move(draft));
  if (!zone) return zone;
  zone->id = ShippingZoneId::generate();
  zone->version = 1;
  if (!rate_rows::insert(tx, *zone)) return rest_of_world_exists();
  tell(tx, "zone", "created", zone->id.str(), "", json_of(*zone));
  return zone;
}

Result<Zone> RateDesk::replace(db::Tx& tx, Zone draft, const Check& check) {
  auto zone = examined(std::move(draft));
  if (!zone) return zone;
  const auto before = rate_rows::find_zone(tx, zone->id, rate_rows::Lock::row);
  if (!before) return not_found("shipping zone");
  if (auto present = check(before->version); !present) return present.error();
  if (!rate_rows::replace(tx, *zone)) return rest_of_world_exists();
  tell(tx, "zone", "changed", zone->id.str(), json_of(*before), json_of(*zone));
  zone->version = before->version + 1;
  return zone;
}

Result<void> RateDesk::remove(db::Tx& tx, const ShippingZoneId& id, const Check& check) {
  const auto before = rate_rows::find_zone(tx, id, rate_rows::Lock::row);
  if (!before) return not_found("shipping zone");
  if (auto present = check(before->version); !present) return present;
  if (!rate_rows::remove(tx, id)) return conflict("zone_in_use", "There are methods for this zone.");
  tell(tx, "zone", "removed", id.str(), json_of(*before), "");
  return {};
}

// The zone is held, so that it is still there when the method is.
Result<void> RateDesk::examine(db::Tx& tx, const Method& method) const {
  auto problems = problems_of(method);
  if (!carriers_.find(method.carrier)) {
    problems.push_back({"/carrier", "unknown", "there is no such carrier"});
  }
  if (!rate_rows::find_zone(tx, method.zone_id, rate_rows::Lock::row)) {
    problems.push_back({"/zone_id", "unknown", "there is no such zone"});
  }
  return problems.empty() ? Result<void>() : invalid(std::move(problems));
}

Result<Method> RateDesk::create(db::Tx& tx, Method draft) {
  if (auto sound = examine(tx, draft); !sound) return sound.error();
  draft.id = ShippingMethodId::generate();
  draft.version = 1;
  rate_rows::insert(tx, draft);
  tell(tx, "method", "created", draft.id.str(), "", json_of(draft));
  return draft;
}

Result<Method> RateDesk::replace(db::Tx& tx, Method draft, const Check& check) {
  const auto before = rate_rows::find_method(tx, draft.id, rate_rows::Lock::row);
  if (!before) return not_found("shipping method");
  if (auto present = check(before->version); !present) return present.error();
  if (auto sound = examine(tx, draft); !sound) return sound.error();
  rate_rows::replace(tx, draft);
  tell(tx, "method", "changed", draft.id.str(), json_of(*before), json_of(draft));
  draft.version = before->version + 1;
  return draft;
}

Result<void> RateDesk::remove(db::Tx& tx, const ShippingMethodId& id, const Check& check) {
  const auto before = rate_rows::find_method(tx, id, rate_rows::Lock::row);
  if (!before) return not_found("shipping method");
  if (auto present = check(before->version); !present) return present;
  rate_rows::remove(tx, id);
  tell(tx, "method", "removed", id.str(), json_of(*before), "");
  return {};
}

void RateDesk::tell(db::Tx& tx, std::string_view what, std::string_view did, std::string subject, std::string before,
                    std::string after) {
  trail_.record(tx, {.action = format("shipping.{}_{}", what, did),
                     .subject = std::move(subject),
                     .before = std::move(before),
                     .after = std::move(after),
                     .personal = {}});
  log_.publish(tx, RatesChanged::kKey, RatesChanged{std::string(what)});
}

}  // namespace kontor::shipping
