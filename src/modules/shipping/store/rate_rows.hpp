#pragma once

#include <optional>
#include <vector>

#include "kernel/db/database.hpp"
#include "modules/shipping/domain/rate_book.hpp"

// shipping.zone and shipping.method.
namespace kontor::shipping::rate_rows {

// All zones, and the methods that can be chosen. One query.
Result<RateBook> book(const db::Database& database);

// In the order they were made, behind `after`, so many at most; of one zone where it is given.
Result<std::vector<Zone>> zones(const db::Database& database, const std::optional<ShippingZoneId>& after, int limit);
Result<std::vector<Method>> methods(const db::Database& database, const std::optional<ShippingMethodId>& after,
                                    int limit, const std::optional<ShippingZoneId>& zone);

// `lock`: the row, until the transaction ends.
enum class Lock { none, row };
std::optional<Zone> find_zone(db::Tx& tx, const ShippingZoneId& id, Lock lock = Lock::none);
std::optional<Method> find_method(db::Tx& tx, const ShippingMethodId& id, Lock lock = Lock::none);

// False: another zone has the rest of the world. Changes count the version up.
bool insert(db::Tx& tx, const Zone& zone);
bool replace(db::Tx& tx, const Zone& zone);
void insert(db::Tx& tx, const Method& method);
void replace(db::Tx& tx, const Method& method);
// False: there are methods for it.
bool remove(db::Tx& tx, const ShippingZoneId& id);
// Cannot be chosen any more, and is found no more but by who chose it before.
void remove(db::Tx& tx, const ShippingMethodId& id);

// Whether there is no zone; until the transaction ends nobody else makes one by this road.
bool claim_empty(db::Tx& tx);

}  // namespace kontor::shipping::rate_rows
