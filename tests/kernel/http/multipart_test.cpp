#include "kernel/http/multipart.hpp"

#include <catch2/catch.hpp>

#include "kernel/http/api_fixture.hpp"

namespace kontor::http {
namespace {

constexpr auth::Permission kWrite{"pictures.write", "Send pictures"};
constexpr std::string_view kType = "multipart/form-data; boundary=xyz";

std::string code_of(std::string_view body, std::string_view type = kType) {
  const auto form = read_form(type, body);
  return form ? "read" : form.error().code;
}

}  // namespace

TEST_CASE("a form is read part by part, byte by byte") {
  const std::string binary("\r\n--xy\0\xff\r\n--", 12);
  const auto form =
      read_form("Multipart/Form-Data; charset=utf-8; Boundary=\"xyz\"",
                "--xyz\r\nContent-Disposition: form-data; name=\"alt\"\r\n\r\nA cup; \"blue\"\r\n"
                "--xyz\r\ncontent-type: image/png\r\ncontent-disposition: form-data; filename=\"a\\\"; "
                "name=b.png\"; name=file\r\n\r\n" +
                    binary + "\r\n--xyz\r\nContent-Disposition: form-data; name=\"\"\r\n\r\n\r\n--xyz--\r\n");
  REQUIRE(form);
  REQUIRE(form->size() == 3);
  CHECK((*form)[0].name == "alt");
  CHECK((*form)[0].content == "A cup; \"blue\"");
  CHECK_FALSE((*form)[0].is_file);
  CHECK((*form)[1].name == "file");
  CHECK((*form)[1].content == binary);
  CHECK((*form)[1].content_type == "image/png");
  CHECK((*form)[1].is_file);
  CHECK((*form)[2].content.empty());
}

TEST_CASE("what is no form is refused") {
  const std::string part = "--xyz\r\nContent-Disposition: form-data; name=a\r\n\r\n1\r\n";
  CHECK(code_of("--xyz--") == "read");
  CHECK(code_of(part + "--xyz--") == "read");
  CHECK(code_of("before it\r\n" + part + "--xyz-- behind it") == "read");
  for (const std::string& body :
       {std::string(), std::string("--xyz"), part, part + "--xyz", part.substr(2), part + "--",
        std::string("--xyz\r\n\r\n1\r\n--xyz--"),
        std::string("--xyz\r\nContent-Disposition: form-data; name=a\r\n--xyz--"),
        std::string("--xyz\r\nContent-Disposition: form-data\r\n\r\n1\r\n--xyz--"), std::string("--xyz\r\n--xyz--")}) {
    CAPTURE(body);
    CHECK(code_of(body) == "malformed_form");
  }
  CHECK(code_of(part + "--xyz--", "multipart/form-data") == "malformed_form");
  CHECK(code_of(part + "--xyz--", "multipart/form-data; boundary=" + std::string(71, 'x')) == "malformed_form");
  CHECK(code_of(part + "--xyz--", "multipart/mixed; boundary=xyz") == "unsupported_media_type");
  std::string many;
  for (std::size_t i = 0; i <= kMaxFormParts; ++i) many += part;
  CHECK(code_of(many + "--xyz--") == "malformed_form");
}

TEST_CASE("every cut of a form is refused or read") {
  const std::string body =
      "--xyz\r\nContent-Disposition: form-data; name=\"a\"; filename=\"b\"\r\n\r\n1\r\n--xyz--\r\n";
  for (std::size_t length = 0; length < body.size(); ++length) {
    const auto form = read_form(kType, std::string_view(body).substr(0, length));
    CHECK(form.ok() == (length >= body.size() - 2));
  }
}

TEST_CASE("an upload may be longer for who may call it, and for nobody else") {
  test::ApiFixture api;
  api.endpoints.push_back(post("/pictures")
                              .access(auth::Access::permission(kWrite))
                              .uploads({"image/png"}, 5000)
                              .handle([](const auto& call) -> Result<void> {
                                CHECK(call.request.body == "bytes");
                                return {};
                              }));
  const auto limit = [&](std::string_view path, std::string_view token, std::string_view type = "image/PNG; a=b") {
    Request head;
    head.headers.emplace_back("Content-Type", type);
    head.method = Method::post;
    head.path = path;
    if (!token.empty()) head.headers.emplace_back("Authorization", token);
    return api.api().body_limit(head, 1000);
  };
  CHECK(limit("/api/v1/pictures", "Bearer ada:pictures.write").value() == 5000);
  CHECK(limit("/api/v1/pictures", "Bearer eve:other").error().kind == ErrorKind::forbidden);
  CHECK(limit("/api/v1/pictures", "Bearer expired").error().kind == ErrorKind::unauthenticated);
  CHECK(limit("/api/v1/pictures", "").error().kind == ErrorKind::unauthenticated);
  CHECK(limit("/api/v1/pictures", "Bearer ada:pictures.write", "text/csv").error().code == "unsupported_media_type");
  CHECK(limit("/api/v1/pictures", "Bearer eve:other", "text/csv").error().kind == ErrorKind::forbidden);
  CHECK(limit("/api/v1/other", "Bearer ada:pictures.write").value() == 1000);
  const test::Ask ask{.method = "POST",
                      .target = "/api/v1/pictures",
                      .headers = {{"Authorization", "Bearer ada:pictures.write"}},
                      .body = "bytes"};
  CHECK(api.send(ask).status() == 204);
}

}  // namespace kontor::http
