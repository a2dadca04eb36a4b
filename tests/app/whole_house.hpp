#pragma once

#include <memory>
#include <string>
#include <vector>

#include "app/house.hpp"
#include "kernel/crypto/rsa.hpp"
#include "kernel/http/api.hpp"
#include "support/test_database.hpp"

namespace kontor::app::test {

// The house as it is served, without a socket: its endpoints, all modules, a gate that is kept up to date. Tokens are
// signed by a key of the test's own, which the house knows as one to come, so nobody has to sign in.
class WholeHouse {
 public:
  WholeHouse();
  ~WholeHouse();

  std::vector<http::Endpoint> endpoints() { return house_.endpoints(); }

  // An active account with these roles; its id.
  std::string account(const std::vector<std::string>& roles);
  // Credentials, as they stand behind "Bearer ".
  std::string token_of(const std::string& account, const std::vector<std::string>& roles) const;
  std::string key_without_scopes() const { return "kontor_nothing2_secret"; }
  std::string key_with_all_scopes() const { return "kontor_anythin2_secret"; }

  // The status of the answer; what has a body is for any version of what it changes.
  int send(std::string_view method, const std::string& target, const std::string& credentials, const std::string& body);
  std::string run_sql(const std::string& sql) const { return database_.run_sql(sql); }

 private:
  void add_signing_key() const;
  void add_api_keys();

  kontor::test::TestDatabase database_;
  Settings settings_;
  telemetry::Log log_;
  telemetry::Metrics metrics_;
  crypto::RsaKey key_ = crypto::RsaKey::generate();
  House house_;
  std::unique_ptr<http::Api> api_;
};

}  // namespace kontor::app::test
