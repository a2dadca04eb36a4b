#include "modules/identity/store/addresses.hpp"

namespace kontor::identity::addresses {

namespace {

Kept kept_from(const db::Row& row) {
  using Text = std::optional<std::string>;
  return {.id = row.get<AddressId>("id"),
          .entry = {.address = {.first_name = row.get<std::string>("first_name"),
                                .last_name = row.get<std::string>("last_name"),
                                .line1 = row.get<std::string>("line1"),
                                .line2 = row.get<Text>("line2"),
                                .city = row.get<std::string>("city"),
                                .region = row.get<Text>("region"),
                                .postal_code = row.get<std::string>("postal_code"),
                                .country = row.get<std::string>("country"),
                                .phone = row.get<Text>("phone")},
                    .is_default_shipping = row.get<bool>("is_default_shipping"),
                    .is_default_billing = row.get<bool>("is_default_billing")},
          .created_at = row.get<Timestamp>("created_at"),
          .updated_at = row.get<Timestamp>("updated_at"),
          .version = row.get<std::int64_t>("version")};
}

// The account's, behind $2, $3 at most; the one with the id $4, where it is given.
constexpr std::string_view kSelect = R"sql(
  select address.id, address.first_name, address.last_name, address.line1, address.line2, address.city, address.region,
         address.postal_code, address.country, address.phone, address.is_default_shipping, address.is_default_billing,
         address.created_at, address.updated_at, address.version
  from identity.address
  where address.account_id = $1 and ($2::uuid is null or address.id > $2) and ($4::uuid is null or address.id = $4)
  order by address.id limit $3::bigint
)sql";

std::vector<Kept> kept_from(const db::Rows& rows) {
  std::vector<Kept> all;
  for (const auto& row : rows) all.push_back(kept_from(row));
  return all;
}

// Of the others.
void give_up_defaults(db::Tx& tx, const UserId& account, const AddressId& id, const Entry& entry) {
  if (!entry.is_default_shipping && !entry.is_default_billing) return;
  tx.post(R"sql(
    update identity.address
    set is_default_shipping = is_default_shipping and not $3, is_default_billing = is_default_billing and not $4,
        updated_at = kernel.now(), version = version + 1
    where address.account_id = $1 and address.id <> $2
      and ((address.is_default_shipping and $3) or (address.is_default_billing and $4))
  )sql",
          account, id, entry.is_default_shipping, entry.is_default_billing);
}

}  // namespace

Result<std::vector<Kept>> list(const db::Database& database, const UserId& account,
                               const std::optional<AddressId>& after, int limit) {
  const auto rows = database.read(kSelect, account, after, limit + 1, std::nullopt);
  if (!rows) return rows.error();
  return kept_from(*rows);
}

std::vector<Kept> all(db::Tx& tx, const UserId& account) {
  return kept_from(tx.query(kSelect, account, std::nullopt, std::nullopt, std::nullopt));
}

std::optional<Kept> find(db::Tx& tx, const UserId& account, const AddressId& id) {
  const auto row = tx.query(kSelect, account, std::nullopt, 1, id).maybe_one();
  return row ? std::optional(kept_from(*row)) : std::nullopt;
}

int count(db::Tx& tx, const UserId& account) {
  return tx
      .query(R"sql(select count(*)::integer as count from identity.address where address.account_id = $1)sql", account)
      .one()
      .get<std::int32_t>("count");
}

void insert(db::Tx& tx, const UserId& account, const AddressId& id, const Entry& entry) {
  give_up_defaults(tx, account, id, entry);
  const auto& address = entry.address;
  tx.post(R"sql(
    insert into identity.address
      (id, account_id, first_name, last_name, line1, line2, city, region, postal_code, country, phone,
       is_default_shipping, is_default_billing, created_at, updated_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, kernel.now(), kernel.now())
  )sql",
          id, account, address.first_name, address.last_name, address.line1, address.line2, address.city,
          address.region, address.postal_code, address.country, address.phone, entry.is_default_shipping,
          entry.is_default_billing);
}

void replace(db::Tx& tx, const UserId& account, const AddressId& id, const Entry& entry) {
  give_up_defaults(tx, account, id, entry);
  const auto& address = entry.address;
  tx.post(R"sql(
    update identity.address
    set first_name = $3, last_name = $4, line1 = $5, line2 = $6, city = $7, region = $8, postal_code = $9, country = $10,
        phone = $11, is_default_shipping = $12, is_default_billing = $13, updated_at = kernel.now(),
        version = version + 1
    where address.id = $1 and address.account_id = $2
  )sql",
          id, account, address.first_name, address.last_name, address.line1, address.line2, address.city,
          address.region, address.postal_code, address.country, address.phone, entry.is_default_shipping,
          entry.is_default_billing);
}

bool remove(db::Tx& tx, const UserId& account, const AddressId& id) {
  return tx.execute(R"sql(delete from identity.address where address.id = $1 and address.account_id = $2)sql", id,
                    account) == 1;
}

}  // namespace kontor::identity::addresses
