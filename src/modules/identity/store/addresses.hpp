#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "kernel/db/database.hpp"
#include "kernel/postal/address.hpp"
#include "modules/identity/api/identity.hpp"

// identity.address: where somebody has things sent. Who changes them holds the account's row.
namespace kontor::identity::addresses {

struct Entry {
  postal::Address address;  // normalised
  bool is_default_shipping = false;
  bool is_default_billing = false;
};

struct Kept {
  AddressId id;
  Entry entry;
  Timestamp created_at;
  Timestamp updated_at;
  std::int64_t version = 1;
};

// In the order they were added, behind the cursor; one more than a page has.
Result<std::vector<Kept>> list(const db::Database& database, const UserId& account,
                               const std::optional<AddressId>& after, int limit);
// All of them.
std::vector<Kept> all(db::Tx& tx, const UserId& account);
// nullopt: there is none, or it is somebody else's.
std::optional<Kept> find(db::Tx& tx, const UserId& account, const AddressId& id);
int count(db::Tx& tx, const UserId& account);

// An address that becomes a default takes the place of the one before.
void insert(db::Tx& tx, const UserId& account, const AddressId& id, const Entry& entry);
void replace(db::Tx& tx, const UserId& account, const AddressId& id, const Entry& entry);
bool remove(db::Tx& tx, const UserId& account, const AddressId& id);

}  // namespace kontor::identity::addresses
