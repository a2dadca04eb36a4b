#include "modules/identity/seed/customers.hpp"

#include <algorithm>
#include <array>
#include <span>

#include "modules/identity/api/events.hpp"
#include "modules/identity/store/customer_rows.hpp"

namespace kontor::identity {

namespace {

constexpr std::size_t kAtOnce = 2000;

constexpr std::array<std::string_view, 20> kFirst{"Ada",  "Ben",  "Clara", "David", "Emma",  "Felix", "Greta",
                                                  "Hugo", "Ida",  "Jonas", "Klara", "Leo",   "Mia",   "Noah",
                                                  "Olga", "Paul", "Ruth",  "Simon", "Tilda", "Viktor"};
constexpr std::array<std::string_view, 16> kLast{"Albers", "Brandt", "Conrad", "Decker", "Engel",  "Falk",
                                                 "Graf",   "Hansen", "Ilg",    "Jansen", "Krause", "Lorenz",
                                                 "Meyer",  "Nowak",  "Otto",   "Pohl"};

DemoCustomer customer(std::size_t number) {
  return {.id = UserId::generate(),
          .email = "customer" + std::to_string(number) + "@example.com",
          .first_name = std::string(kFirst.at(number % kFirst.size())),
          .last_name = std::string(kLast.at(number / kFirst.size() % kLast.size()))};
}

void announce(db::Tx& tx, const CustomerSeedParts& parts, std::span<const DemoCustomer> fresh) {
  std::vector<personal::Person> persons;
  for (const auto& one : fresh) persons.push_back(personal::Person::user(one.id.uuid()));
  const auto keys = parts.personal.keys(tx, persons);
  for (std::size_t i = 0; i < fresh.size(); ++i) {
    parts.log.publish(tx, fresh[i].id.str(), UserRegistered{fresh[i].id, keys[i].seal(fresh[i].email)});
  }
}

// Gives those who are there already their ids.
Result<void> enter(const CustomerSeedParts& parts, std::span<DemoCustomer> customers,
                   const std::optional<std::string>& hash) {
  std::vector<customer_rows::BareAccount> accounts;
  for (const auto& one : customers) {
    accounts.push_back({one.id.uuid(), one.email, one.first_name, one.last_name});
  }
  auto database = parts.database;
  return database.transact([&](db::Tx& tx) -> Result<void> {
    tx.be_patient(std::chrono::minutes(1));
    customer_rows::insert(tx, accounts, hash);
    const auto ids = customer_rows::ids_of(tx, accounts);
    std::vector<DemoCustomer> fresh;
    for (auto& one : customers) {
      const UserId id = ids.at(one.email);
      if (id == one.id) fresh.push_back(one);
      one.id = id;
    }
    announce(tx, parts, fresh);
    return {};
  });
}

}  // namespace

Result<std::vector<DemoCustomer>> seed_customers(const CustomerSeedParts& parts, std::size_t many,
                                                 const std::optional<std::string>& password) {
  std::optional<std::string> hash;
  if (password) {
    auto hashed = parts.passwords.hash(*password, customer(0).email, "/password");
    if (!hashed) return std::move(hashed).error();
    hash = *std::move(hashed);
  }
  std::vector<DemoCustomer> customers;
  for (std::size_t i = 0; i < many; ++i) customers.push_back(customer(i));
  for (std::size_t from = 0; from < many; from += kAtOnce) {
    const auto part = std::span(customers).subspan(from, std::min(kAtOnce, many - from));
    if (auto done = enter(parts, part, hash); !done) return std::move(done).error();
  }
  return customers;
}

}  // namespace kontor::identity
