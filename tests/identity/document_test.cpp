#include <catch2/catch.hpp>

#include "identity/identity_house.hpp"
#include "kernel/http/openapi.hpp"
#include "support/json_schema.hpp"

namespace kontor::identity::test {
namespace {

using House = IdentityHouse;

const std::vector<std::string> kNone;

Json document_of(House& house) {
  return Json::parse(http::openapi_document(house.module.endpoints(), {"Kontor", "0", "A shop"}));
}

Json& operation(Json& document, const std::string& method, const std::string& path) {
  return document.at("paths").at("/api/v1/identity" + path).at(method);
}

TEST_CASE_METHOD(House, "what identity answers is what its document promises") {
  auto document = document_of(*this);
  const std::string token = register_user("ada@example.com")["access_token"];
  REQUIRE(post("/identity/me/addresses",
               {{"first_name", "Ada"},
                {"last_name", "Lovelace"},
                {"line1", "Invalidenstraße 116"},
                {"city", "Berlin"},
                {"postal_code", "10115"},
                {"country", "DE"}},
               token)
              .status == 201);
  for (const auto* path : {"/me", "/me/sessions", "/me/addresses", "/me/second-factor", "/me/export"}) {
    CAPTURE(path);
    const auto answer = get("/identity" + std::string(path), token);
    REQUIRE(answer.status == 200);
    const auto& promised =
        operation(document, "get", path)["responses"]["200"]["content"]["application/json"]["schema"];
    CHECK(schema_mistakes(promised, answer.body, document) == kNone);
  }
}

TEST_CASE_METHOD(House, "every example in identity's document is valid, and what is sent as documented is understood") {
  const auto document = document_of(*this);
  const std::string token = register_user("ada@example.com")["access_token"];
  int examples = 0;
  for (const auto& [path, methods] : document["paths"].items()) {
    for (const auto& [method, declared] : methods.items()) {
      CAPTURE(path, method);
      for (const auto& [status, response] : declared["responses"].items()) {
        const auto media = response.value("content", Json::object()).value("application/json", Json::object());
        if (!media.contains("example")) continue;
        CHECK(schema_mistakes(media["schema"], media["example"], document) == kNone);
        ++examples;
      }
      if (!declared.contains("requestBody")) continue;
      const auto& media = declared["requestBody"]["content"]["application/json"];
      CHECK(schema_mistakes(media["schema"], media["example"], document) == kNone);
      ++examples;
    }
  }
  CHECK(examples >= 15);
  const auto& body = document["paths"]["/api/v1/identity/me/addresses"]["post"]["requestBody"];
  CHECK(post("/identity/me/addresses", body["content"]["application/json"]["example"], token).status == 201);
  const auto& patch = document["paths"]["/api/v1/identity/me"]["patch"]["requestBody"];
  CHECK(send({.method = "PATCH",
              .path = "/identity/me",
              .body = patch["content"]["application/json"]["example"],
              .token = token})
            .status == 200);
}

}  // namespace
}  // namespace kontor::identity::test
