#pragma once

#include <optional>
#include <string_view>

#include "kernel/db/database.hpp"
#include "modules/catalog/domain/attribute.hpp"

// What products may say of themselves: the definitions of attributes.
namespace kontor::catalog::taxonomy {

// Until the transaction ends, nobody changes them.
AttributeDefinitions definitions(db::Tx& tx);
Result<AttributeDefinitions> read_definitions(const db::Database& database);
std::optional<AttributeDefinition> lock_definition(db::Tx& tx, std::string_view code);
bool insert(db::Tx& tx, const AttributeDefinition& definition);  // false: the code is taken
void update(db::Tx& tx, const AttributeDefinition& definition);
bool is_used(db::Tx& tx, std::string_view code);
void remove_definition(db::Tx& tx, std::string_view code);

}  // namespace kontor::catalog::taxonomy
