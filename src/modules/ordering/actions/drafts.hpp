#pragma once

#include <optional>
#include <string>
#include <vector>

#include "kernel/audit/trail.hpp"
#include "kernel/db/database.hpp"
#include "kernel/json/describe.hpp"
#include "modules/catalog/api/catalog.hpp"
#include "modules/ordering/actions/checkout.hpp"
#include "modules/pricing/api/pricing.hpp"
#include "modules/shipping/api/shipping.hpp"

namespace kontor::ordering {

struct DraftTag {
  static constexpr std::string_view kPrefix = "draft";
};
using DraftId = Id<DraftTag>;

struct DraftLine {
  catalog::VariantId variant_id;
  std::int64_t quantity = 0;

  static void rules(json::Rules<DraftLine>& rule) { rule(&DraftLine::quantity).range(1, 10'000); }
};
KONTOR_DESCRIBE(DraftLine, variant_id, quantity)

// What staff put together for somebody, on the phone or at the counter.
struct DraftContents {
  std::string email;
  std::optional<Uuid> user_id;
  Currency currency;
  std::vector<DraftLine> lines;
  postal::Address shipping_address;
  std::optional<postal::Address> billing_address;
  shipping::ShippingMethodId shipping_option_id;
  std::vector<std::string> codes;
  std::optional<std::string> note;

  static void rules(json::Rules<DraftContents>& rule) {
    rule(&DraftContents::email).length(3, 254).example("ada@example.com");
    rule(&DraftContents::lines).items(1, 500);
    rule(&DraftContents::codes).optional().items(0, 20).length(1, 50);
    rule(&DraftContents::note).length(1, 2000);
  }
};
KONTOR_DESCRIBE(DraftContents, email, user_id, currency, lines, shipping_address, billing_address, shipping_option_id,
                codes, note)

// Drafts of orders: kept as they were written, priced whenever somebody looks, and made an order of on the same road as
// a cart. Sealed for whose order it would be: who is erased leaves none that can be read. Blocks for the database and
// the neighbours.
class Drafts {
 public:
  struct Parts {
    db::Database database;
    audit::Trail trail;
    const personal::PersonalData& personal;
    const catalog::Catalog& catalog;
    const pricing::Pricing& pricing;
    const shipping::Shipping& shipping;
  };
  explicit Drafts(Parts parts) : parts_(std::move(parts)) {}

  Result<DraftId> create(db::Tx& tx, const DraftContents& contents);
  // `not_found` also where its person was erased.
  Result<DraftContents> find(const DraftId& id) const;
  // What it costs now. `invalid` names what cannot be ordered: lines, address, shipping option.
  Result<Basis> priced(const DraftId& id, const DraftContents& contents) const;

 private:
  Parts parts_;
};

}  // namespace kontor::ordering
