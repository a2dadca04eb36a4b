#include "modules/shipping/http/shipment_endpoints.hpp"
#include "modules/shipping/http/shipment_views.hpp"

namespace kontor::shipping {

namespace {

constexpr std::size_t kLongestMember = 300;

struct CodePath {
  std::string code;

  static void rules(json::Rules<CodePath>& rule) {
    rule(&CodePath::code).length(1, 100).example("2x4y8z0a6b4c2d0e8f6g4h2j0k");
  }
};
KONTOR_DESCRIBE(CodePath, code)

struct CarrierPath {
  std::string carrier;

  static void rules(json::Rules<CarrierPath>& rule) { rule(&CarrierPath::carrier).length(1, 50).example("sandbox"); }
};
KONTOR_DESCRIBE(CarrierPath, carrier)

// An address as somebody is still writing it: whatever is missing is among the answer's problems.
struct AddressDraft {
  std::string first_name;
  std::string last_name;
  std::string line1;
  std::optional<std::string> line2;
  std::string city;
  std::optional<std::string> region;
  std::string postal_code;
  std::string country;
  std::optional<std::string> phone;

  static void rules(json::Rules<AddressDraft>& rule) {
    rule(&AddressDraft::first_name).optional().length(0, kLongestMember).example("Ada");
    rule(&AddressDraft::last_name).optional().length(0, kLongestMember).example("Lovelace");
    rule(&AddressDraft::line1).optional().length(0, kLongestMember).example("12 St James's Square");
    rule(&AddressDraft::line2).length(0, kLongestMember);
    rule(&AddressDraft::city).optional().length(0, kLongestMember).example("London");
    rule(&AddressDraft::region).length(0, kLongestMember);
    rule(&AddressDraft::postal_code).optional().length(0, kLongestMember).example("sw1y4le");
    rule(&AddressDraft::country).optional().length(0, kLongestMember).example("GB");
    rule(&AddressDraft::phone).length(0, kLongestMember);
  }
};
KONTOR_DESCRIBE(AddressDraft, first_name, last_name, line1, line2, city, region, postal_code, country, phone)

struct AddressProblem {
  std::string pointer;
  std::string code;
  std::string detail;

  static void rules(json::Rules<AddressProblem>& rule) {
    rule(&AddressProblem::pointer).example("/postal_code");
    rule(&AddressProblem::code).doc("required, length, format, unknown_country or unknown_region").example("format");
  }
};
KONTOR_DESCRIBE(AddressProblem, pointer, code, detail)

struct AddressVerdict {
  bool valid = false;
  AddressDraft address;
  std::vector<AddressProblem> errors;

  static void rules(json::Rules<AddressVerdict>& rule) {
    rule(&AddressVerdict::valid).doc("Whether a parcel could be sent there").example(true);
    rule(&AddressVerdict::address).doc("As the country's post writes it");
    rule(&AddressVerdict::errors).doc("All that is wrong with it");
  }
};
KONTOR_DESCRIBE(AddressVerdict, valid, address, errors)

AddressVerdict verdict_on(const AddressDraft& draft) {
  const postal::Address address{draft.first_name, draft.last_name,   draft.line1,   draft.line2, draft.city,
                                draft.region,     draft.postal_code, draft.country, draft.phone};
  AddressVerdict verdict;
  for (auto& problem : postal::check(address)) {
    verdict.errors.push_back({std::move(problem.pointer), std::move(problem.code), std::move(problem.detail)});
  }
  verdict.valid = verdict.errors.empty();
  const auto normal = postal::normalised(address);
  verdict.address = {normal.first_name, normal.last_name,   normal.line1,   normal.line2, normal.city,
                     normal.region,     normal.postal_code, normal.country, normal.phone};
  return verdict;
}

Result<ParcelView> parcel(const db::Database& database, const std::string& code) {
  const auto found = shipment_rows::find_by_code(database, code);
  if (!found) return found.error();
  if (!*found) return not_found("parcel");
  const auto events = shipment_rows::history(database, (*found)->id);
  if (!events) return events.error();
  return ParcelView{code, (*found)->status, (*found)->carrier, (*found)->carrier_code, views_of(*events)};
}

template <class Call>
Result<void> take_webhook(ShipmentRoom room, const Call& call) {
  const Webhook webhook{std::string(call.request.header("Kontor-Signature")), std::string(call.request.body)};
  return room.database.transact([&](db::Tx& tx) { return room.desk.receive(tx, call.path.carrier, webhook); });
}

}  // namespace

std::vector<http::Endpoint> public_endpoints(ShipmentRoom room) {
  return {
      http::get("/shipping/tracking/{code}")
          .summary("Where a parcel is")
          .description("For whoever was sent the code. Says nothing of who gets it.")
          .tag("shipping")
          .access(auth::Access::anyone())
          .path<CodePath>()
          .answers<ParcelView>()
          .fails({"not_found"})
          .handle([room](const auto& call) { return parcel(room.database, call.path.code); }),
      http::post("/shipping/addresses/validate")
          .summary("Whether a parcel could be sent to an address, and how it is written")
          .description("Changes nothing. Knows the postal codes and regions of most countries, but no streets.")
          .tag("shipping")
          .access(auth::Access::anyone())
          .body<AddressDraft>()
          .answers<AddressVerdict>()
          .handle([](const auto& call) -> Result<AddressVerdict> { return verdict_on(call.body); }),
      http::post("/shipping/webhooks/{carrier}")
          .summary("What a carrier tells of a parcel")
          .description(
              "JSON {id, shipment_id, status, text, at}, signed: Kontor-Signature: t=<unix seconds>,v1=<hex of "
              "HMAC-SHA-256 of \"<t>.<body>\" under the carrier's secret>. The same id again changes nothing, and what "
              "comes late moves nothing back.")
          .tag("shipping")
          .access(auth::Access::anyone())
          .priority(http::Priority::checkout)
          .limit_class(http::LimitClass::webhooks)
          .path<CarrierPath>()
          .fails({"not_found", {ErrorKind::rejected, "signature_invalid"}, {ErrorKind::rejected, "signature_expired"}})
          .handle([room](const auto& call) { return take_webhook(room, call); }),
  };
}

}  // namespace kontor::shipping
