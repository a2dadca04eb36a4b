#include "modules/identity/http/address_endpoints.hpp"

#include "kernel/http/page.hpp"
#include "kernel/http/precondition.hpp"
#include "modules/identity/actions/owner_proof.hpp"
#include "modules/identity/http/address_views.hpp"
#include "modules/identity/http/caller.hpp"
#include "modules/identity/store/accounts.hpp"

namespace kontor::identity {

namespace {

constexpr int kMostAddresses = 50;

using Reply = http::Reply<AddressView>;

struct AddressPath {
  AddressId id;
};
KONTOR_DESCRIBE(AddressPath, id)

Reply reply_with(const addresses::Kept& kept) {
  return {.value = view_of(kept), .status = 0, .headers = {{"ETag", http::version_tag(kept.version)}}};
}

// Who changes the addresses holds the account's row, so that they are changed one after the other.
Result<void> hold_account(db::Tx& tx, const UserId& user) {
  const auto account = accounts::find(tx, user, accounts::Lock::row);
  return account && account->may_sign_in() ? Result<void>() : no_account();
}

Result<http::Page<AddressView>> list(const db::Database& database, const UserId& user, const http::PageQuery& query) {
  std::optional<AddressId> after;
  if (query.cursor && !(after = AddressId::parse(*query.cursor))) {
    return invalid({{"/cursor", "format", "must be a next_cursor of this list"}});
  }
  auto kept = addresses::list(database, user, after, query.limit);
  if (!kept) return std::move(kept).error();
  http::Page<AddressView> page;
  page.page.limit = query.limit;
  page.page.has_more = kept->size() > static_cast<std::size_t>(query.limit);
  if (page.page.has_more) kept->pop_back();
  for (const auto& one : *kept) page.data.push_back(view_of(one));
  if (page.page.has_more) page.page.next_cursor = kept->back().id.str();
  return page;
}

Result<Reply> find(db::Database database, const UserId& user, const AddressId& id) {
  return database.transact([&](db::Tx& tx) -> Result<Reply> {
    const auto kept = addresses::find(tx, user, id);
    if (!kept) return not_found("address");
    return reply_with(*kept);
  });
}

Result<Reply> add(db::Tx& tx, const UserId& user, const addresses::Entry& entry) {
  if (auto held = hold_account(tx, user); !held) return held.error();
  if (addresses::count(tx, user) >= kMostAddresses) {
    return conflict("too_many_addresses", "An account has at most 50 addresses.");
  }
  const auto id = AddressId::generate();
  addresses::insert(tx, user, id, entry);
  return reply_with(addresses::find(tx, user, id).value());
}

// The account is held, the address is theirs and the version they saw.
Result<void> hold_address(db::Tx& tx, const UserId& user, const AddressId& id, const http::Request& request) {
  if (auto held = hold_account(tx, user); !held) return held;
  const auto kept = addresses::find(tx, user, id);
  if (!kept) return not_found("address");
  return http::check_if_match(request, kept->version, http::IfMatch::optional);
}

Result<Reply> replace(db::Database database, const UserId& user, const AddressId& id, const AddressBody& body,
                      const http::Request& request) {
  const auto entry = entry_of(body);
  if (!entry) return entry.error();
  return database.transact([&](db::Tx& tx) -> Result<Reply> {
    if (auto held = hold_address(tx, user, id, request); !held) return held.error();
    addresses::replace(tx, user, id, *entry);
    return reply_with(addresses::find(tx, user, id).value());
  });
}

Result<void> remove(db::Database database, const UserId& user, const AddressId& id, const http::Request& request) {
  return database.transact([&](db::Tx& tx) -> Result<void> {
    if (auto held = hold_address(tx, user, id, request); !held) return held;
    addresses::remove(tx, user, id);
    return {};
  });
}

template <class Call>
Result<http::Response> add_once(idempotency::Once& once, const db::Database& database, const Call& call) {
  const auto entry = entry_of(call.body);
  if (!entry) return entry.error();
  return once.run(call, database, [&](db::Tx& tx) { return add(tx, user_of(call.caller), *entry); });
}

}  // namespace

std::vector<http::Endpoint> address_endpoints(db::Database database, idempotency::Once& once) {
  return {
      for_the_user(http::get("/identity/me/addresses"))
          .summary("The user's addresses, the oldest first")
          .query<http::PageQuery>()
          .answers<http::Page<AddressView>>()
          .handle([database](const auto& call) { return list(database, user_of(call.caller), call.query); }),
      for_the_user(http::post("/identity/me/addresses"))
          .summary("One address more")
          .description("What an address needs depends on its country; codes are written as its post does.")
          .idempotent()
          .body<AddressBody>()
          .answers<AddressView>(201)
          .fails({{ErrorKind::conflict, "too_many_addresses"}})
          .handle([database, &once](const auto& call) { return add_once(once, database, call); }),
      for_the_user(http::get("/identity/me/addresses/{id}"))
          .summary("One of the user's addresses")
          .path<AddressPath>()
          .answers<AddressView>()
          .fails({"not_found"})
          .handle([database](const auto& call) { return find(database, user_of(call.caller), call.path.id); }),
      for_the_user(http::put("/identity/me/addresses/{id}"))
          .summary("Replaces an address")
          .path<AddressPath>()
          .body<AddressBody>()
          .answers<AddressView>()
          .fails({"not_found", "version_conflict"})
          .handle([database](const auto& call) {
            return replace(database, user_of(call.caller), call.path.id, call.body, call.request);
          }),
      for_the_user(http::del("/identity/me/addresses/{id}"))
          .summary("Forgets an address")
          .path<AddressPath>()
          .fails({"not_found", "version_conflict"})
          .handle([database](const auto& call) {
            return remove(database, user_of(call.caller), call.path.id, call.request);
          }),
  };
}

}  // namespace kontor::identity
