#include "kernel/media/s3/signature.hpp"

#include <catch2/catch.hpp>

#include "kernel/media/name.hpp"

namespace kontor::media {

// The examples of the AWS documentation: "Authenticating Requests: Using the Authorization Header", Amazon S3.
TEST_CASE("requests are signed as Amazon signs its examples") {
  const SigningKey key{"AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "us-east-1"};
  const auto moment = parse_timestamp("2013-05-24T00:00:00Z").value();
  const std::string nothing = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
  const std::string welcome = "44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072";
  const std::pair<std::string, std::string> host{"host", "examplebucket.s3.amazonaws.com"};
  const std::pair<std::string, std::string> date{"x-amz-date", "20130524T000000Z"};

  struct Example {
    ToSign request;
    std::string signature;
  };
  const Example examples[] = {
      {{"GET", "/test.txt", "", {host, {"range", "bytes=0-9"}, {"x-amz-content-sha256", nothing}, date}, nothing},
       "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41"},
      {{"PUT",
        "/test%24file.text",
        "",
        {{"date", "Fri, 24 May 2013 00:00:00 GMT"},
         host,
         {"x-amz-content-sha256", welcome},
         date,
         {"x-amz-storage-class", "REDUCED_REDUNDANCY"}},
        welcome},
       "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd"},
      {{"GET", "/", "lifecycle=", {host, {"x-amz-content-sha256", nothing}, date}, nothing},
       "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543"},
      {{"GET", "/", "max-keys=2&prefix=J", {host, {"x-amz-content-sha256", nothing}, date}, nothing},
       "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7"}};
  for (const auto& [request, signature] : examples) {
    const auto said = authorization(request, key, moment);
    CHECK(
        said.starts_with("AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request, "
                         "SignedHeaders="));
    CHECK(said.ends_with(", Signature=" + signature));
  }
  CHECK(amz_date(moment) == "20130524T000000Z");
}

TEST_CASE("a picture's name is the hash of its bytes, and nothing else is a name") {
  const auto name = Name::of("abc", Format::jpeg);
  const std::string hash = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
  CHECK(name.str() == hash + ".jpg");
  CHECK(name.in_size(Size::small).str() == hash + "-small.webp");
  CHECK(name.in_size(Size::large).hash() == hash);
  CHECK(Name::parse(name.str()) == name);
  CHECK(Name::parse(hash + "-medium.webp")->media_type() == "image/webp");
  for (const auto& text : {std::string(), hash, hash + ".gif", hash + ".", hash + "-huge.webp", hash + "-small.png",
                           hash + ".jpg/..", "../" + hash + ".jpg", hash.substr(1) + ".jpg",
                           'B' + hash.substr(1) + ".jpg", hash + "-small.webp ", std::string("generated/cup.png")}) {
    CHECK_FALSE(Name::parse(text));
  }
}

}  // namespace kontor::media
