#pragma once

#include "kernel/db/rows.hpp"
#include "kernel/json/json.hpp"
#include "modules/ordering/order.hpp"

namespace kontor::ordering {

KONTOR_DESCRIBE(PaymentFacts, status, captured, refunded, failure, next_action)

SagaRecord saga_record(const db::Row& row);

// A column that this module wrote: what cannot be read is a bug.
template <class T>
T stored(const db::JsonText& json) {
  return json::read<T>(json.text, {.unknown = json::Unknown::ignore}).value();
}

}  // namespace kontor::ordering
