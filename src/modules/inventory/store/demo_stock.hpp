#pragma once

#include <span>

#include "kernel/db/database.hpp"
#include "modules/inventory/api/inventory.hpp"

// Stock to begin with, written by the thousand.
namespace kontor::inventory::demo_stock {

bool nothing_is_kept(db::Tx& tx);
// Between 40 and 239 of each in the first warehouse, between 10 and 59 in the second, as the variant's id says; the
// first movement of each makes its history sum to it.
void add(db::Tx& tx, std::span<const VariantId> variants, const WarehouseId& first, const WarehouseId& second);
void refresh_statistics(db::Tx& tx);

}  // namespace kontor::inventory::demo_stock
