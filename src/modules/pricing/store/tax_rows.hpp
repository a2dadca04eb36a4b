#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/db/database.hpp"
#include "modules/pricing/domain/rulebook.hpp"

// Tax zones with their rates, tax classes and the products in them, currencies.
namespace kontor::pricing {

struct TaxClass {
  std::string code;
  std::string name;
  std::int64_t version = 1;
};

namespace tax_rows {

std::vector<TaxZone> zones(db::Tx& tx);
std::optional<TaxZone> find_zone(db::Tx& tx, const TaxZoneId& id);  // locked
// False: there is a zone of this place, or a rate names a class that there is not (`unknown_class`).
enum class Saved { yes, place_taken, unknown_class };
Saved insert_zone(db::Tx& tx, const TaxZone& zone);
Saved replace_zone(db::Tx& tx, const TaxZone& zone);  // the version goes on by one
void remove_zone(db::Tx& tx, const TaxZoneId& id);

std::vector<TaxClass> classes(db::Tx& tx);
std::optional<TaxClass> find_class(db::Tx& tx, std::string_view code);  // locked
bool insert_class(db::Tx& tx, const TaxClass& fresh);
void rename_class(db::Tx& tx, const TaxClass& renamed);
bool remove_class(db::Tx& tx, std::string_view code);  // false: it is in use

// Into a class; into the standard one is out of all others.
void assign_products(db::Tx& tx, std::span<const catalog::ProductId> products, std::string_view tax_class);
std::vector<catalog::ProductId> products_of(db::Tx& tx, std::string_view tax_class,
                                            const std::optional<catalog::ProductId>& after, int limit);

std::vector<CurrencyRule> currencies(db::Tx& tx);
std::optional<CurrencyRule> find_currency(db::Tx& tx, const Currency& currency);  // locked
void save_currency(db::Tx& tx, const CurrencyRule& rule);                         // with its version

}  // namespace tax_rows
}  // namespace kontor::pricing
