#include "kernel/http/openapi.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <set>

#include "kernel/core/ids.hpp"
#include "kernel/core/money.hpp"
#include "kernel/http/api_fixture.hpp"
#include "kernel/http/health.hpp"
#include "kernel/http/page.hpp"
#include "support/json_schema.hpp"

namespace kontor::http {
namespace {

using Json = nlohmann::json;
constexpr auth::Permission kWriteChairs{"chairs.write", "Write chairs"};

struct ChairTag {
  static constexpr std::string_view kPrefix = "chair";
};

enum class Wood { oak, beech };
KONTOR_DESCRIBE_ENUM(Wood, oak, beech)

struct ChairPath {
  Id<ChairTag> id;
};
KONTOR_DESCRIBE(ChairPath, id)

struct ChairFilter {
  int limit = 20;
  std::optional<std::string> cursor;
  std::optional<Wood> wood;
  std::vector<std::string> tags;

  static void rules(json::Rules<ChairFilter>& rule) {
    page_rules(rule);
    rule(&ChairFilter::wood).doc("Only chairs of this wood");
    rule(&ChairFilter::tags).optional().items(0, 5);
  }
};
KONTOR_DESCRIBE(ChairFilter, limit, cursor, wood, tags)

struct NewChair {
  std::string name;
  Wood wood = Wood::oak;
  std::vector<Money> prices;
  std::map<std::string, std::string> labels;
  std::optional<int> legs;

  static void rules(json::Rules<NewChair>& rule) {
    rule(&NewChair::name).length(3, 40);
    rule(&NewChair::prices).items(1, 10);
    rule(&NewChair::labels).optional();
    rule(&NewChair::legs).range(3, 8);
  }
};
KONTOR_DESCRIBE(NewChair, name, wood, prices, labels, legs)

struct ChairView {
  Id<ChairTag> id;
  std::string name;
  Timestamp made_at;
  std::optional<Money> price;
};
KONTOR_DESCRIBE(ChairView, id, name, made_at, price)

struct Shortage {
  int missing_legs = 0;

  static void rules(json::Rules<Shortage>& rule) { rule(&Shortage::missing_legs).example(3); }
};
KONTOR_DESCRIBE(Shortage, missing_legs)

struct ChairsFixture : test::ApiFixture {
  Health health{clock};

  ChairsFixture() {
    const auto nothing = [](const auto&) -> Result<void> { return {}; };
    const auto chair = [](const auto&) -> Result<ChairView> { return not_found("chair"); };
    const auto anyone = auth::Access::anyone();
    endpoints = {
        http::get("/chairs")
            .summary("All chairs")
            .tag("chairs")
            .access(anyone)
            .query<ChairFilter>()
            .answers<Page<ChairView>>()
            .handle([](const auto&) -> Result<Page<ChairView>> { return Page<ChairView>{}; }),
        http::post("/chairs")
            .summary("Make a chair")
            .tag("chairs")
            .access(auth::Access::permission(kWriteChairs))
            .idempotent(KeyUse::required)
            .body<NewChair>()
            .answers<ChairView>(201)
            .fails({Failure(ErrorKind::conflict, "out_of_wood").with<Shortage>()})
            .handle(chair),
        http::get("/chairs/{id}")
            .summary("One chair")
            .tag("chairs")
            .access(anyone)
            .path<ChairPath>()
            .answers<ChairView>()
            .fails({"not_found"})
            .handle(chair),
        http::del("/chairs/{id}")
            .summary("Burn it")
            .description("It is gone for good.")
            .tag("chairs")
            .access(auth::Access::signed_in())
            .path<ChairPath>()
            .handle(nothing),
        http::post("/internal/chairs")
            .summary("Another process of the house asks")
            .tag("internal")
            .access(auth::Access::service())
            .handle(nothing),
    };
    for (auto& endpoint : health_endpoints(health)) endpoints.push_back(std::move(endpoint));
    endpoints.push_back(metrics_endpoint(metrics));
    endpoints.push_back(openapi_endpoint(endpoints, {"Chairs", "1.2.3", "A test"}));
  }

  Json document() { return Json::parse(get("/openapi.json").body()); }
};

TEST_CASE_METHOD(ChairsFixture, "the document is served from memory") {
  const auto answer = get("/openapi.json");
  CHECK(answer.status() == 200);
  CHECK(answer.header("Content-Type") == "application/json");
  CHECK(answer.on_io_thread);
  const auto api = Json::parse(answer.body());
  CHECK(api["openapi"] == "3.1.0");
  CHECK(api["info"]["version"] == "1.2.3");
}

TEST_CASE_METHOD(ChairsFixture, "every route is in the document, and no other") {
  const auto api = document();
  std::size_t listed = 0;
  for (const auto& [path, methods] : api["paths"].items()) listed += methods.size();
  std::size_t documented = 0;
  for (const auto& endpoint : endpoints) {
    if (!endpoint.is_documented || endpoint.access->is_for_services()) continue;
    ++documented;
    const auto path = documented_path(endpoint);
    const std::string method = endpoint.method == Method::get    ? "get"
                               : endpoint.method == Method::post ? "post"
                                                                 : "delete";
    INFO(method << ' ' << path);
    REQUIRE(api["paths"].contains(path));
    CHECK(api["paths"][path].contains(method));
  }
  CHECK(listed == documented);
}

TEST_CASE_METHOD(ChairsFixture, "an Idempotency-Key and what may be wrong with it are documented") {
  const auto make_chair = document()["paths"]["/api/v1/chairs"]["post"];
  const auto& header = make_chair["parameters"].at(0);
  CHECK(header["name"] == "Idempotency-Key");
  CHECK(header["in"] == "header");
  CHECK(header["required"] == true);
  CHECK(header["schema"]["maxLength"] == 255);
  CHECK(make_chair["responses"]["400"]["content"].dump().find("idempotency_key_missing") != std::string::npos);
  CHECK(make_chair["responses"]["409"]["content"].dump().find("idempotency_key_in_use") != std::string::npos);
  CHECK(make_chair["responses"]["422"]["content"].dump().find("idempotency_key_reused") != std::string::npos);
}

// Each media type object of the document's bodies and answers, with where it was found.
std::vector<std::pair<std::string, Json>> media_types_of(const Json& document) {
  std::vector<std::pair<std::string, Json>> found;
  const auto take = [&](const std::string& place, const Json& holder) {
    const Json content = holder.value("content", Json::object());
    for (const auto& [type, media] : content.items()) found.emplace_back(place + ' ' + type, media);
  };
  for (const auto& [path, methods] : document["paths"].items()) {
    for (const auto& [method, operation] : methods.items()) {
      const auto place = method + ' ' + path;
      if (operation.contains("requestBody")) take(place + " body", operation["requestBody"]);
      for (const auto& [status, answer] : operation["responses"].items()) take(place + ' ' + status, answer);
    }
  }
  return found;
}

// `example` and the values of `examples`.
std::vector<Json> examples_of(const Json& media) {
  std::vector<Json> examples;
  if (media.contains("example")) examples.push_back(media["example"]);
  const Json named = media.value("examples", Json::object());
  for (const auto& [name, example] : named.items()) examples.push_back(example["value"]);
  return examples;
}

TEST_CASE_METHOD(ChairsFixture, "every example in the document is valid against its schema") {
  const auto api = document();
  int examples = 0;
  for (const auto& [place, media] : media_types_of(api)) {
    for (const auto& example : examples_of(media)) {
      INFO(place << ": " << example.dump());
      CHECK(schema_mistakes(media.at("schema"), example, api) == std::vector<std::string>{});
      ++examples;
    }
  }
  CHECK(examples > 20);
}

TEST_CASE_METHOD(ChairsFixture, "examples of parameters are valid, too") {
  const auto api = document();
  for (const auto& parameter : api["paths"]["/api/v1/chairs"]["get"]["parameters"]) {
    for (const auto& example : parameter["schema"].value("examples", Json::array())) {
      INFO(parameter.dump());
      CHECK(schema_mistakes(parameter["schema"], example, api).empty());
    }
  }
}

TEST_CASE_METHOD(ChairsFixture, "the validator of these tests finds what is wrong") {
  const auto api = document();
  const auto schema = api["paths"]["/api/v1/chairs"]["post"]["requestBody"]["content"]["application/json"]["schema"];
  const auto wrong = Json::parse(R"({"name":"x","wood":"pine","prices":[],"legs":2,"colour":"red"})");
  CHECK(schema_mistakes(schema, wrong, api).size() == 5);
}

TEST_CASE_METHOD(ChairsFixture, "the example of a body is accepted by the endpoint itself") {
  const auto example =
      document()["paths"]["/api/v1/chairs"]["post"]["requestBody"]["content"]["application/json"]["example"];
  INFO(example.dump());
  const auto read = json::read<NewChair>(example.dump());
  CHECK(read.ok());
}

TEST_CASE_METHOD(ChairsFixture, "an operation tells its parameters, its errors and who may call it") {
  const auto api = document();
  const auto& list = api["paths"]["/api/v1/chairs"]["get"];
  REQUIRE(list["parameters"].size() == 4);
  CHECK(list["parameters"][0]["name"] == "limit");
  CHECK(list["parameters"][0]["schema"]["maximum"] == 100);
  CHECK(list["parameters"][2]["schema"]["enum"] == Json({"oak", "beech"}));
  CHECK_FALSE(list.contains("security"));

  const auto& make = api["paths"]["/api/v1/chairs"]["post"];
  CHECK(make["x-permission"] == "chairs.write");
  CHECK(make["security"] == Json::parse(R"([{"bearer":[]},{"api_key":[]}])"));
  CHECK(make["description"] == "Needs the permission `chairs.write`: Write chairs.");
  const auto statuses = [&] {
    std::vector<std::string> keys;
    for (const auto& [status, answer] : make["responses"].items()) keys.push_back(status);
    return keys;
  }();
  CHECK(statuses ==
        std::vector<std::string>{"201", "400", "401", "403", "406", "409", "413", "415", "422", "429", "500", "503"});
  const auto& conflicts = make["responses"]["409"]["content"]["application/problem+json"]["examples"];
  CHECK(conflicts["out_of_wood"]["value"]["missing_legs"] == 3);
  const auto& burn = api["paths"]["/api/v1/chairs/{id}"]["delete"];
  CHECK(burn["responses"].contains("204"));
  CHECK(burn["security"] == Json::parse(R"([{"bearer":[]}])"));
  CHECK(burn["description"] == "It is gone for good.\n\nFor users who are signed in.");
}

TEST_CASE_METHOD(ChairsFixture, "each scheme that an operation names is explained") {
  const auto schemes = document()["components"]["securitySchemes"];
  for (const char* name : {"bearer", "api_key"}) {
    CHECK(schemes[name]["type"] == "http");
    CHECK(schemes[name]["scheme"] == "bearer");
    CHECK_FALSE(schemes[name]["description"].get<std::string>().empty());
  }
}

TEST_CASE_METHOD(ChairsFixture, "what processes of the house ask each other is in no document") {
  CHECK_FALSE(document()["paths"].contains("/api/v1/internal/chairs"));
  CHECK(document()["tags"] == Json::parse(R"([{"name":"chairs"},{"name":"operations"}])"));
}

TEST_CASE_METHOD(ChairsFixture, "operation ids are unique") {
  std::set<std::string> ids;
  std::size_t operations = 0;
  const auto api = document();
  for (const auto& [path, methods] : api["paths"].items()) {
    for (const auto& [method, operation] : methods.items()) {
      ids.insert(operation["operationId"].get<std::string>());
      ++operations;
    }
  }
  CHECK(ids.size() == operations);
}

}  // namespace
}  // namespace kontor::http
