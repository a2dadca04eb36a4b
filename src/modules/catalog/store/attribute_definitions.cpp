#include "modules/catalog/store/attribute_definitions.hpp"

namespace kontor::catalog::taxonomy {

namespace {

AttributeDefinition definition_from(const db::Row& row) {
  return {row.get<std::string>("code"),
          row.get<std::string>("name"),
          parse_attribute_kind(row.get<std::string>("kind")).value_or(AttributeKind::text),
          row.get<bool>("facet"),
          row.get<std::vector<std::string>>("choices"),
          row.get<std::optional<double>>("minimum"),
          row.get<std::optional<double>>("maximum"),
          row.get<std::optional<int>>("max_length"),
          row.get<std::int64_t>("version")};
}

AttributeDefinitions definitions_from(const db::Rows& rows) {
  AttributeDefinitions all;
  for (const auto& row : rows) {
    auto definition = definition_from(row);
    auto code = definition.code;
    all.emplace(std::move(code), std::move(definition));
  }
  return all;
}

}  // namespace

AttributeDefinitions definitions(db::Tx& tx) {
  return definitions_from(tx.query(R"sql(
    select code, name, kind, facet, choices, minimum, maximum, max_length, version
    from catalog.attribute_definition
    for share
  )sql"));
}

Result<AttributeDefinitions> read_definitions(const db::Database& database) {
  const auto rows = database.read(R"sql(
    select code, name, kind, facet, choices, minimum, maximum, max_length, version
    from catalog.attribute_definition
  )sql");
  if (!rows) return rows.error();
  return definitions_from(*rows);
}

std::optional<AttributeDefinition> lock_definition(db::Tx& tx, std::string_view code) {
  const auto rows = tx.query(R"sql(
    select code, name, kind, facet, choices, minimum, maximum, max_length, version
    from catalog.attribute_definition
    where code = $1
    for update
  )sql",
                             code);
  const auto row = rows.maybe_one();
  return row ? std::optional(definition_from(*row)) : std::nullopt;
}

bool insert(db::Tx& tx, const AttributeDefinition& definition) {
  return tx.execute(R"sql(
           insert into catalog.attribute_definition (code, name, kind, facet, choices, minimum, maximum, max_length)
           values ($1, $2, $3, $4, $5::text[], $6, $7, $8)
           on conflict (code) do nothing
         )sql",
                    definition.code, definition.name, to_string(definition.kind), definition.facet, definition.choices,
                    definition.minimum, definition.maximum, definition.max_length) == 1;
}

void update(db::Tx& tx, const AttributeDefinition& definition) {
  tx.execute(R"sql(
    update catalog.attribute_definition
    set name = $2, kind = $3, facet = $4, choices = $5::text[], minimum = $6, maximum = $7, max_length = $8,
        version = $9
    where code = $1
  )sql",
             definition.code, definition.name, to_string(definition.kind), definition.facet, definition.choices,
             definition.minimum, definition.maximum, definition.max_length, definition.version);
}

bool is_used(db::Tx& tx, std::string_view code) {
  return !tx.query(R"sql(select id from catalog.product where attributes ? $1 limit 1)sql", code).empty();
}

void remove_definition(db::Tx& tx, std::string_view code) {
  tx.execute(R"sql(delete from catalog.attribute_definition where code = $1)sql", code);
}

}  // namespace kontor::catalog::taxonomy
