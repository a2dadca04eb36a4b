#pragma once

#include <string>
#include <vector>

#include "identity/identity_house.hpp"

namespace kontor::identity::test {

// A house with people who have roles.
class StaffHouse : public IdentityHouse {
 public:
  using IdentityHouse::IdentityHouse;

  struct Person {
    std::string id;
    std::string token;  // of access
  };
  Person customer(const std::string& email);
  // An account with these roles, signed in. What gives roles is tested elsewhere.
  Person person(const std::string& email, const std::vector<std::string>& roles);
  Person administrator(const std::string& email = "root@example.com") { return person(email, {"administrator"}); }
  // Somebody whose own role permits just this.
  Person clerk(const std::string& email, const std::vector<std::string>& permissions);
  // The same person, signed in anew.
  Person again(const std::string& email);

  Answer put(const std::string& path, Json body, const std::string& token, const std::string& if_match = "*");
  Answer post_once(const std::string& path, Json body, const std::string& token, const std::string& key);
  // PUT …/roles for any version.
  Answer give(const Person& actor, const Person& target, const std::vector<std::string>& roles);
  std::vector<std::string> roles_of(const Person& person) const;
  // The key of a new API key.
  std::string api_key(const Person& maker, const std::vector<std::string>& scopes);
};

}  // namespace kontor::identity::test
