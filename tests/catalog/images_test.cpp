#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <set>

#include "catalog/catalog_instance.hpp"
#include "kernel/media/pictures.hpp"
#include "modules/catalog/domain/product.hpp"
#include "support/eventually.hpp"

namespace kontor::test {
namespace {

using Json = nlohmann::json;
using Headers = std::vector<std::pair<std::string, std::string>>;
namespace pictures = media::pictures;

const std::string kForm = "multipart/form-data; boundary=xyz";

std::string field(const std::string& name, const std::string& value, const std::string& more = "") {
  return "--xyz\r\nContent-Disposition: form-data; name=\"" + name + "\"" + more + "\r\n\r\n" + value + "\r\n";
}

struct PictureShop {
  CatalogDatabase database;
  CatalogInstance instance{database.connection()};

  CatalogInstance::Answer upload(const Json& product, const std::string& bytes, const std::string& query = "",
                                 Headers headers = {}, const std::string& type = "image/jpeg") {
    headers.emplace_back("Content-Type", type);
    headers.emplace_back("Authorization", "Bearer ada:catalog.write");
    return instance.send({.method = "POST",
                          .target = "/api/v1/catalog" + path_of(product) + "/images" + query,
                          .headers = std::move(headers),
                          .body = bytes});
  }
  Json product(const Json& known) { return json_of(instance.staff("GET", path_of(known))); }
  static std::string path_of(const Json& product) { return "/products/" + product["id"].get<std::string>(); }
  CatalogInstance::Answer media(const std::string& url, Headers headers = {}) {
    return instance.send({.target = url, .headers = std::move(headers)});
  }
  std::string path_of_image(const Json& product, std::size_t index) {
    return path_of(product) + "/images/" + product["images"][index]["id"].get<std::string>();
  }
  // As if so much time had passed without an image for what has none now.
  void tidy_after_days(int days) {
    REQUIRE(instance.run_job("catalog.tidy_media"));
    database.run_sql("update catalog.media_file set unused_since = unused_since - interval '" + std::to_string(days) +
                     " days'");
    REQUIRE(instance.run_job("catalog.tidy_media"));
  }
  std::size_t stored() const {
    std::size_t files = 0;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(instance.media_folder())) {
      files += entry.is_regular_file();
    }
    return files;
  }
};

std::vector<std::string> alts_of(const Json& product) {
  std::vector<std::string> alts;
  for (const auto& image : product["images"]) alts.push_back(image["alt"]);
  return alts;
}

}  // namespace

TEST_CASE_METHOD(PictureShop, "an uploaded picture is shown with its product, in three more sizes, for good") {
  const auto cup = instance.create("Cup");
  const auto answer =
      upload(cup, pictures::jpeg_with(pictures::jpeg(pictures::quarters(900, 600)), 6, "at home"), "?alt=A%20cup");
  INFO(answer.body());
  REQUIRE(answer.status() == 201);
  CHECK(answer.lane == http::Lane::heavy);
  CHECK(answer.header("ETag") == "\"2\"");
  const auto image = json_of(answer)["images"][0];
  CHECK(image["alt"] == "A cup");
  CHECK(image["alt_text"] == "A cup");
  CHECK(image["width"] == 600);
  CHECK(image["height"] == 900);
  CHECK(image["url"].get<std::string>().ends_with(".jpg"));
  CHECK(json_of(instance.get(path_of(cup)))["images"][0] == image);

  const auto original = media(image["url"]);
  CHECK(original.status() == 200);
  CHECK(original.body().find("at home") == std::string::npos);
  for (const char* size : {"small", "medium", "large"}) {
    const auto thumbnail = media(image["thumbnails"][size]);
    CHECK(thumbnail.status() == 200);
    CHECK(thumbnail.header("Content-Type") == "image/webp");
    CHECK(thumbnail.header("Cache-Control") == "public, max-age=31536000, immutable");
    CHECK(media(image["thumbnails"][size], {{"Range", "bytes=0-9"}}).body() == thumbnail.body().substr(0, 10));
  }
  CHECK(stored() == 4);
}

TEST_CASE_METHOD(PictureShop, "a form brings the picture with what is to be said of it") {
  const auto cup = instance.create("Cup");
  const auto picture = pictures::png(pictures::quarters(40, 30));
  const auto file = field("file", picture, "; filename=\"a; b.svg\"\r\nContent-Type: image/svg+xml");
  const auto texts = field("translations", R"({"de":"Eine Tasse"})");
  const auto answer = upload(cup, field("alt", "A cup") + texts + file + "--xyz--\r\n", "", {}, kForm);
  INFO(answer.body());
  REQUIRE(answer.status() == 201);
  CHECK(alts_of(json_of(answer)) == std::vector<std::string>{"A cup"});
  CHECK(media(json_of(answer)["images"][0]["url"]).header("Content-Type") == "image/png");
  CHECK(alts_of(json_of(instance.get(path_of(cup), {{"Accept-Language", "de"}}))) ==
        std::vector<std::string>{"Eine Tasse"});

  const std::pair<std::string, std::string> table[] = {
      {"--xyz--", "validation_failed"},
      {"xyz", "malformed_form"},
      {file, "malformed_form"},
      {"", "malformed_form"},
      {field("alt", "A cup") + "--xyz--", "validation_failed"},
      {field("price", "1") + file + "--xyz--", "validation_failed"},
      {file + file + "--xyz--", "validation_failed"},
      {field("translations", "[") + file + "--xyz--", "validation_failed"},
      {field("translations", R"({"deutsch":"x"})") + file + "--xyz--", "validation_failed"}};
  for (const auto& [body, code] : table) {
    CAPTURE(body.substr(0, 80));
    CHECK(code_of(upload(cup, body, "", {}, kForm)) == code);
  }
  CHECK(product(cup)["version"] == 2);
}

TEST_CASE_METHOD(PictureShop, "what is no picture, or lies about itself, is refused whatever it is called") {
  const auto cup = instance.create("Cup");
  const auto good = pictures::jpeg(pictures::quarters(64, 48));
  const std::pair<std::string, std::string> table[] = {
      {"<html><script>alert(1)</script></html>", "unsupported_image"},
      {"<svg xmlns=\"http://www.w3.org/2000/svg\"/>", "unsupported_image"},
      {"GIF89a/*....*/=1;alert(1)", "unsupported_image"},
      {"", "unsupported_image"},
      {good.substr(0, good.size() / 2), "broken_image"},
      {pictures::lying(good, 64'000, 64'000), "image_too_large"},
      {pictures::png_bomb(30'000), "image_too_large"}};
  for (const auto& [bytes, code] : table) {
    const auto answer = upload(cup, bytes, "", {}, "image/png");
    CHECK(answer.status() == 422);
    CHECK(code_of(answer) == code);
  }
  CHECK(upload(cup, pictures::png(pictures::quarters(9, 9)), "", {}, "image/jpeg").status() == 201);
  CHECK(stored() == 4);
  CHECK(upload({{"id", catalog::ProductId::generate().str()}}, good).status() == 404);
  CHECK(instance.send("POST", path_of(cup) + "/images", "").status() == 401);
  CHECK(instance.send("POST", path_of(cup) + "/images", "Bearer eve:catalog.read").status() == 403);
}

TEST_CASE_METHOD(PictureShop,
                 "images are described, put in order and taken away, each change as any other of a product") {
  instance.start();
  const auto cup = instance.create("Cup");
  const std::string names[] = {"front", "back", "side"};
  for (int i = 0; i < 3; ++i) {
    REQUIRE(upload(cup, pictures::png(pictures::quarters(10 + i, 10)), "?alt=" + names[i]).status() == 201);
  }
  REQUIRE(upload(cup, pictures::png(pictures::quarters(20, 10)), "?alt=first&position=0").status() == 201);
  auto now = product(cup);
  CHECK(alts_of(now) == std::vector<std::string>{"first", "front", "back", "side"});

  CHECK(instance.staff("PATCH", path_of_image(now, 3), {{"position", 1}}).status() == 428);
  CHECK(instance.staff("PATCH", path_of_image(now, 3), {{"position", 1}}, "\"1\"").status() == 412);
  const auto moved =
      instance.staff("PATCH", path_of_image(now, 3),
                     {{"position", 1}, {"alt", "the side"}, {"translations", {{"de", "Seite"}}}}, "\"5\"");
  REQUIRE(moved.status() == 200);
  now = json_of(moved);
  CHECK(alts_of(now) == std::vector<std::string>{"first", "the side", "front", "back"});
  CHECK(alts_of(json_of(instance.get(path_of(cup), {{"Accept-Language", "de"}})))[1] == "Seite");

  const auto removed = instance.staff("DELETE", path_of_image(now, 0), nullptr, "\"6\"");
  REQUIRE(removed.status() == 200);
  now = json_of(removed);
  CHECK(alts_of(now) == std::vector<std::string>{"the side", "front", "back"});
  CHECK(
      instance.staff("DELETE", path_of(cup) + "/images/" + catalog::ImageId::generate().str(), nullptr, "*").status() ==
      404);

  REQUIRE(eventually([&] {
    const auto history = json_of(instance.staff("GET", path_of(cup) + "/history"));
    return std::ranges::count_if(history["data"], [](const Json& entry) {
             return entry["what"] == "product_updated" &&
                    entry["changes"].dump().find("\"images\"") != std::string::npos;
           }) == 6;
  }));
  const auto audited = database.run_sql(
      "select count(*) from bus.event where type = 'audit.entry_recorded' and payload::text like '%product_%'");
  CHECK(std::stoi(audited) >= 6);
}

TEST_CASE_METHOD(PictureShop, "a product's body says which images it has, in which order") {
  const auto cup = instance.create("Cup");
  for (int i = 0; i < 3; ++i) {
    REQUIRE(upload(cup, pictures::png(pictures::quarters(10 + i, 10)), "?alt=" + std::to_string(i)).status() == 201);
  }
  const auto had = product(cup)["images"];
  // As it was read, but the last is first and the middle one is gone; one is added by its address.
  auto again = had[0];
  again["alt"] = "zero";
  const auto changed = instance.staff("PATCH", path_of(cup), {{"images", {had[2]["id"], again}}}, "*");
  INFO(changed.body());
  REQUIRE(changed.status() == 200);
  CHECK(alts_of(json_of(changed)) == std::vector<std::string>{"2", "zero"});
  CHECK(json_of(changed)["images"][0] == had[2]);

  const auto shared = instance.create("Saucer", {{"images", {{{"url", had[1]["url"]}, {"alt", "shared"}}}}});
  CHECK(alts_of(shared) == std::vector<std::string>{"shared"});
  CHECK(shared["images"][0]["width"] == 11);
  CHECK(shared["images"][0]["id"] != had[1]["id"]);

  const auto wrong = instance.staff(
      "PATCH", path_of(cup),
      {{"images", {had[1]["id"], had[2], had[2], {{"url", "/media/../x"}}, 7, {{"url", "https://example.com/x.png"}}}}},
      "*");
  CHECK(wrong.status() == 422);
  CHECK(pointers_of(wrong) ==
        std::vector<std::string>{"/images/0", "/images/2", "/images/3", "/images/4", "/images/5"});
  const auto replaced = instance.staff("PUT", path_of(cup), {{"name", "Cup"}}, "*");
  CHECK(alts_of(json_of(replaced)) == std::vector<std::string>{"2", "zero"});
  CHECK(alts_of(json_of(instance.staff("PATCH", path_of(cup), {{"images", Json::array()}}, "*"))).empty());
}

TEST_CASE_METHOD(PictureShop, "the same upload with the same key is one image") {
  const auto cup = instance.create("Cup");
  const auto picture = pictures::png(pictures::quarters(10, 10));
  const auto first = upload(cup, picture, "", {{"Idempotency-Key", "once"}});
  const auto second = upload(cup, picture, "", {{"Idempotency-Key", "once"}});
  CHECK(first.status() == 201);
  CHECK(second.status() == 201);
  CHECK(second.header("Idempotent-Replayed") == "true");
  CHECK(second.body() == first.body());
  CHECK(product(cup)["images"].size() == 1);
  CHECK(code_of(upload(cup, picture + "x", "", {{"Idempotency-Key", "once"}})) == "idempotency_key_reused");
}

TEST_CASE_METHOD(PictureShop, "a picture that nobody has goes after a day, and one that somebody has stays") {
  const auto cup = instance.create("Cup");
  const auto lost = upload(cup, pictures::png(pictures::quarters(10, 10)), "", {{"If-Match", "\"99\""}});
  CHECK(lost.status() == 412);
  CHECK(stored() == 4);
  REQUIRE(upload(cup, pictures::png(pictures::quarters(20, 10))).status() == 201);
  const auto kept = product(cup);
  REQUIRE(instance.run_job("catalog.tidy_media"));
  CHECK(stored() == 8);  // the upload may still be on its way
  tidy_after_days(2);
  CHECK(stored() == 4);
  CHECK(media(kept["images"][0]["url"]).status() == 200);

  // One that was taken away has its day, too, whenever it came.
  REQUIRE(instance.staff("PATCH", path_of(cup), {{"images", Json::array()}}, "*").status() == 200);
  database.run_sql("update catalog.media_file set unused_since = unused_since - interval '2 days'");
  REQUIRE(instance.run_job("catalog.tidy_media"));
  CHECK(stored() == 4);
  const auto back = instance.staff("PATCH", path_of(cup), {{"images", {{{"url", kept["images"][0]["url"]}}}}}, "*");
  CHECK(back.status() == 200);
  tidy_after_days(2);
  CHECK(stored() == 4);
  REQUIRE(instance.staff("PATCH", path_of(cup), {{"images", Json::array()}}, "*").status() == 200);
  tidy_after_days(2);
  CHECK(stored() == 0);
  CHECK(database.run_sql("select count(*) from catalog.media_file") == "0");
}

TEST_CASE_METHOD(PictureShop, "a picture that is being removed is nobody's to use until it is gone") {
  const auto cup = instance.create("Cup");
  const auto picture = pictures::png(pictures::quarters(10, 10));
  REQUIRE(upload(cup, picture).status() == 201);
  const auto url = product(cup)["images"][0]["url"];
  REQUIRE(instance.staff("PATCH", path_of(cup), {{"images", Json::array()}}, "*").status() == 200);
  database.run_sql("update catalog.media_file set removing = true");  // and whoever removes it has died
  const auto during = upload(cup, picture);
  CHECK(during.status() == 503);
  CHECK_FALSE(during.header("Retry-After").empty());
  CHECK(instance.staff("PATCH", path_of(cup), {{"images", {{{"url", url}}}}}, "*").status() == 422);
  REQUIRE(instance.run_job("catalog.tidy_media"));
  CHECK(stored() == 0);
  CHECK(upload(cup, picture).status() == 201);
  CHECK(media(url).status() == 200);
}

}  // namespace kontor::test
