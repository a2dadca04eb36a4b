#include "kernel/personal/personal_data.hpp"

#include <map>
#include <set>

#include "kernel/core/text.hpp"

namespace kontor::personal {

namespace {

constexpr std::string_view kKeys = R"sql(
  select unnest(found.ids) as id, unnest(found.wrapped_keys) as wrapped_key
  from kernel.person_keys($1, $2, $3) as found)sql";
constexpr std::string_view kFindKeys = R"sql(
  select id, wrapped_key from kernel.find_person_keys($1))sql";
constexpr std::string_view kErase = R"sql(
  select kernel.erase_person_key($1) as erased)sql";

// An element of a bytea array.
std::string element(crypto::ByteView bytes) {
  return "\\x" + text::hex(bytes.span());
}

std::vector<Uuid> key_ids_of(std::span<const Sealed> sealed) {
  std::set<Uuid> ids;
  for (const auto& one : sealed) ids.insert(one.key_id);
  return {ids.begin(), ids.end()};
}

}  // namespace

Sealed PersonKey::seal(std::string_view plain) const {
  return {id_, crypto::seal(key_, plain, id_.bytes())};
}

std::vector<PersonKey> PersonalData::keys(db::Tx& tx, std::span<const Person> persons) const {
  std::vector<std::string> digests;
  std::vector<Uuid> fresh_ids;
  std::vector<std::string> fresh_keys;
  for (const auto& person : persons) {
    digests.push_back(element(person.digest()));
    fresh_ids.push_back(Uuid::generate());
    fresh_keys.push_back(element(wrap_.wrap(crypto::Key::random(), fresh_ids.back().bytes())));
  }
  std::vector<PersonKey> keys;
  if (persons.empty()) return keys;
  for (const auto& row : tx.query(kKeys, digests, fresh_ids, fresh_keys)) {
    const auto id = row.get<Uuid>("id");
    keys.emplace_back(id, wrap_.unwrap(row.get<db::Bytes>("wrapped_key"), id.bytes()));
  }
  return keys;
}

Sealed PersonalData::seal(db::Tx& tx, const Person& person, std::string_view plain) const {
  return keys(tx, {&person, 1}).front().seal(plain);
}

PersonalData::Opened PersonalData::open_all(db::Tx& tx, std::span<const Sealed> sealed) const {
  if (sealed.empty()) return {};
  return open_with(tx.query(kFindKeys, key_ids_of(sealed)), sealed);
}

Result<PersonalData::Opened> PersonalData::open_all(const db::Database& database,
                                                    std::span<const Sealed> sealed) const {
  if (sealed.empty()) return Opened{};
  const auto keys = database.read(kFindKeys, key_ids_of(sealed));
  if (!keys) return keys.error();
  return open_with(*keys, sealed);
}

PersonalData::Opened PersonalData::open_with(const db::Rows& rows, std::span<const Sealed> sealed) const {
  std::map<Uuid, crypto::Key> keys;
  for (const auto& row : rows) {
    const auto id = row.get<Uuid>("id");
    keys.emplace(id, wrap_.unwrap(row.get<db::Bytes>("wrapped_key"), id.bytes()));
  }
  Opened opened;
  for (const auto& one : sealed) {
    const auto key = keys.find(one.key_id);
    opened.push_back(key == keys.end() ? std::nullopt : crypto::open(key->second, one.ciphertext, one.key_id.bytes()));
  }
  return opened;
}

bool PersonalData::erase(db::Tx& tx, const Person& person) const {
  return tx.query(kErase, std::span<const std::uint8_t>(person.digest())).one().get<bool>("erased");
}

}  // namespace kontor::personal
