#pragma once

#include <string>

#include "kernel/db/param.hpp"
#include "kernel/json/json.hpp"
#include "modules/cart/domain/closing.hpp"
#include "modules/cart/domain/content.hpp"

// The documents of cart.cart. A member that is added later is optional: carts last for months.
namespace kontor::cart {

KONTOR_DESCRIBE(Line, id, variant_id, quantity, sku, name, unit_price, problem)
KONTOR_DESCRIBE(ChosenOption, id, name, price, tax_class, earliest, latest, text, quoted_at)
KONTOR_DESCRIBE(Content, currency, lines, email, note, shipping_address, billing_address, shipping_option, codes)
KONTOR_DESCRIBE(EndedReference, reference, outcome)
KONTOR_DESCRIBE(MergedLine, variant_id, before, added, quantity, capped)
KONTOR_DESCRIBE(MergeReport, from, lines, codes_left_out)

template <class T>
T from_column(const db::JsonText& column) {
  return json::read<T>(column.text, {.unknown = json::Unknown::ignore}).value();
}

template <class T>
db::JsonText to_column(const T& document) {
  return {json::to_json(document)};
}

}  // namespace kontor::cart
