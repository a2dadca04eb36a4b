#include "identity/staff_house.hpp"

#include <catch2/catch.hpp>

namespace kontor::identity::test {

namespace {

std::string literal(const std::vector<std::string>& names) {
  std::string text = "'{";
  for (const auto& name : names) text += (text.size() > 2 ? "," : "") + name;
  return text + "}'";
}

StaffHouse::Person person_of(const Json& session) {
  return {session["user"]["id"], session["access_token"]};
}

}  // namespace

StaffHouse::Person StaffHouse::customer(const std::string& email) {
  return person_of(register_user(email));
}

StaffHouse::Person StaffHouse::person(const std::string& email, const std::vector<std::string>& roles) {
  register_user(email);
  run_sql("update identity.account set roles = " + literal(roles) + " where email = '" + email + "'");
  return again(email);
}

StaffHouse::Person StaffHouse::clerk(const std::string& email, const std::vector<std::string>& permissions) {
  const auto role = email.substr(0, email.find('@'));
  run_sql("insert into identity.role (name, permissions, created_at, updated_at) values ('" + role + "', " +
          literal(permissions) + ", now(), now())");
  return person(email, {role});
}

StaffHouse::Person StaffHouse::again(const std::string& email) {
  return person_of(login(email));
}

Answer StaffHouse::put(const std::string& path, Json body, const std::string& token, const std::string& if_match) {
  Headers headers;
  if (!if_match.empty()) headers.emplace_back("If-Match", if_match);
  return send({.method = "PUT", .path = path, .body = std::move(body), .token = token, .headers = headers});
}

Answer StaffHouse::post_once(const std::string& path, Json body, const std::string& token, const std::string& key) {
  return send(
      {.method = "POST", .path = path, .body = std::move(body), .token = token, .headers = {{"Idempotency-Key", key}}});
}

Answer StaffHouse::give(const Person& actor, const Person& target, const std::vector<std::string>& roles) {
  return put("/identity/users/" + target.id + "/roles", {{"roles", roles}}, actor.token);
}

std::vector<std::string> StaffHouse::roles_of(const Person& person) const {
  const auto uuid = UserId::parse(person.id).value().uuid().str();
  return Json::parse(run_sql("select to_json(roles) from identity.account where id = '" + uuid + "'"))
      .get<std::vector<std::string>>();
}

std::string StaffHouse::api_key(const Person& maker, const std::vector<std::string>& scopes) {
  const auto made = post("/identity/api-keys", {{"name", "a server"}, {"scopes", scopes}}, maker.token);
  INFO(made.body.dump());
  REQUIRE(made.status == 201);
  return made.body["key"];
}

}  // namespace kontor::identity::test
