#include "identity/everywhere.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "kernel/core/text.hpp"

namespace kontor::identity::test {

namespace {

std::string hex_of(const std::string& text) {
  return text::hex({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
}

// The characters that stand in the base64 of anything that has the text at this place, modulo three.
std::string base64_core(const std::string& text, std::size_t offset) {
  const auto encoded = text::base64url(std::string(offset, ' ') + text);
  const auto first = (offset * 8 + 5) / 6;
  return encoded.substr(first, (offset + text.size()) * 8 / 6 - first);
}

std::string standard_base64(std::string text) {
  std::ranges::replace(text, '-', '+');
  std::ranges::replace(text, '_', '/');
  return text;
}

std::string quoted(const std::string& text) {
  std::string out = "'";
  for (const char c : text) out += c == '\'' ? "''" : std::string(1, c);
  return out + "'";
}

// Each text with all that it could be written as; comparing ignores the case.
std::string spellings_as_values(const std::vector<std::string>& texts) {
  std::string values;
  for (const auto& text : texts) {
    std::set<std::string> spellings{text, hex_of(text), hex_of(text::to_lower(text))};
    for (const auto& written : {text, text::to_lower(text)}) {
      for (std::size_t offset = 0; offset < 3; ++offset) {
        const auto core = base64_core(written, offset);
        spellings.insert({core, standard_base64(core)});
      }
    }
    for (const auto& spelling : spellings) {
      values += (values.empty() ? "(" : ",(") + quoted(text) + "," + quoted(spelling) + ")";
    }
  }
  return values;
}

constexpr const char* kSearch = R"(
create function pg_temp.search() returns json language plpgsql as $$
declare
  col record;
  hit text;
  hits text[] := '{}';
begin
  for col in
    select format('%I.%I', ns.nspname, rel.relname) as relation, att.attname as name,
           case when att.atttypid = 'bytea'::regtype then format('encode(%I, ''escape'') || encode(%1$I, ''hex'')', att.attname)
                else format('%I::text', att.attname) end as content
    from pg_attribute att
    join pg_class rel on rel.oid = att.attrelid
    join pg_namespace ns on ns.oid = rel.relnamespace
    where rel.relkind = 'r' and att.attnum > 0 and not att.attisdropped
      and ns.nspname !~ '^pg_' and ns.nspname <> 'information_schema'
  loop
    for hit in execute format(
      'select distinct needle.text from pg_temp.needle, %s where position(lower(needle.spelling) in lower(%s)) > 0',
      col.relation, col.content)
    loop
      hits := hits || format('%s.%s: %s', col.relation, col.name, hit);
    end loop;
  end loop;
  return to_json(hits);
end
$$;
select pg_temp.search();
)";

}  // namespace

std::vector<std::string> find_everywhere(const kontor::test::TestDatabase& database,
                                         const std::vector<std::string>& texts) {
  const auto found =
      database.run_sql("create temp table needle (text text, spelling text); insert into needle values " +
                       spellings_as_values(texts) + ";" + kSearch);
  return nlohmann::json::parse(found).get<std::vector<std::string>>();
}

}  // namespace kontor::identity::test
