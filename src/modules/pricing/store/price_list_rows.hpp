#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "kernel/db/database.hpp"
#include "modules/pricing/domain/price_list.hpp"

// Price lists and their entries, and what else pricing knows of goods.
namespace kontor::pricing::price_list_rows {

struct Entry {
  catalog::VariantId variant_id;
  std::int64_t from_quantity = 1;
  std::int64_t amount = 0;
  std::optional<std::int64_t> compare_at = {};
};
struct EntryPlace {
  catalog::VariantId variant_id;
  std::int64_t from_quantity = 1;
};

std::vector<PriceList> all(db::Tx& tx);
std::optional<PriceList> find(db::Tx& tx, const PriceListId& id);  // locked
void insert(db::Tx& tx, const PriceList& list);
void replace(db::Tx& tx, const PriceList& list);  // the version goes on by one
void remove(db::Tx& tx, const PriceListId& id);   // with its entries
void touch(db::Tx& tx, const PriceListId& id);    // the version goes on by one

std::vector<Entry> entries(db::Tx& tx, const PriceListId& id, const std::optional<EntryPlace>& after, int limit);
void put_entries(db::Tx& tx, const PriceListId& id, std::span<const Entry> entries);
void remove_entries(db::Tx& tx, const PriceListId& id, std::span<const EntryPlace> places);

// The prices and tax classes of some goods, in one statement: fills in what the catalog does not know.
Result<void> complete(const db::Database& database, std::span<Goods> goods);

}  // namespace kontor::pricing::price_list_rows
