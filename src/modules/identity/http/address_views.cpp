#include "modules/identity/http/address_views.hpp"

namespace kontor::identity {

void AddressBody::rules(json::Rules<AddressBody>& rule) {
  postal::address_rules(rule);
  rule(&AddressBody::is_default_shipping).doc("Takes the place of the one before").optional();
  rule(&AddressBody::is_default_billing).doc("Takes the place of the one before").optional();
}

void AddressView::rules(json::Rules<AddressView>& rule) {
  postal::address_rules(rule);
}

Result<addresses::Entry> entry_of(const AddressBody& body) {
  const postal::Address address{.first_name = body.first_name,
                                .last_name = body.last_name,
                                .line1 = body.line1,
                                .line2 = body.line2,
                                .city = body.city,
                                .region = body.region,
                                .postal_code = body.postal_code,
                                .country = body.country,
                                .phone = body.phone};
  if (auto problems = postal::check(address); !problems.empty()) return invalid(std::move(problems));
  return addresses::Entry{postal::normalised(address), body.is_default_shipping, body.is_default_billing};
}

AddressView view_of(const addresses::Kept& kept) {
  const auto& [address, is_default_shipping, is_default_billing] = kept.entry;
  return {.id = kept.id,
          .first_name = address.first_name,
          .last_name = address.last_name,
          .line1 = address.line1,
          .line2 = address.line2,
          .city = address.city,
          .region = address.region,
          .postal_code = address.postal_code,
          .country = address.country,
          .phone = address.phone,
          .is_default_shipping = is_default_shipping,
          .is_default_billing = is_default_billing,
          .created_at = kept.created_at,
          .updated_at = kept.updated_at};
}

}  // namespace kontor::identity
