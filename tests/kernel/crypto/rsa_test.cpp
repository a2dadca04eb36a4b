#include "kernel/crypto/rsa.hpp"

#include <catch2/catch.hpp>

#include "kernel/core/text.hpp"
#include "kernel/crypto/hex.hpp"

namespace kontor::crypto {
namespace {

using test::from_hex;

// SubjectPublicKeyInfo around a modulus of 2048 bits and the exponent 65537.
std::string der_of(std::string_view modulus) {
  return from_hex("30820122300d06092a864886f70d01010105000382010f003082010a0282010100") +
         text::decode_base64url(modulus).value() + from_hex("0203010001");
}

// RFC 7638, 3.1.
constexpr std::string_view kPublishedModulus =
    "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknj"
    "hMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQ"
    "vRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzK"
    "nqDKgw";

// RFC 7515, A.2.
constexpr std::string_view kSignersModulus =
    "ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pC"
    "gNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg6"
    "65xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRW"
    "yuXpoQ";
constexpr std::string_view kSignedText =
    "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVl"
    "fQ";
constexpr std::string_view kSignature =
    "cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t"
    "1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12j"
    "zDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQ"
    "Ge77Rw";

TEST_CASE("a key's id is its thumbprint as published (RFC 7638)") {
  const auto key = RsaPublicKey::from_der(der_of(kPublishedModulus));
  REQUIRE(key);
  CHECK(key->id() == "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs");
  CHECK(key->modulus() == kPublishedModulus);
  CHECK(key->exponent() == "AQAB");
  CHECK(key->der() == der_of(kPublishedModulus));
}

TEST_CASE("a published signature is good (RFC 7515), and no other") {
  const auto key = RsaPublicKey::from_der(der_of(kSignersModulus));
  REQUIRE(key);
  auto signature = text::decode_base64url(kSignature).value();
  CHECK(key->verify(kSignedText, signature));
  CHECK_FALSE(key->verify(kSignedText.substr(1), signature));
  CHECK_FALSE(key->verify(kSignedText, signature.substr(1)));
  CHECK_FALSE(key->verify(kSignedText, signature + '\0'));
  CHECK_FALSE(key->verify(kSignedText, ""));
  CHECK_FALSE(key->verify("", signature));
  signature.back() = static_cast<char>(signature.back() ^ 1);
  CHECK_FALSE(key->verify(kSignedText, signature));
}

TEST_CASE("what a key signs is good under its public key alone, also after both were kept") {
  const auto key = RsaKey::generate();
  const auto signature = key.sign("seven chairs");
  CHECK(signature.size() == 256);
  CHECK(key.public_key().verify("seven chairs", signature));
  CHECK_FALSE(RsaKey::generate().public_key().verify("seven chairs", signature));

  const auto kept = RsaKey::from_der(key.der());
  REQUIRE(kept);
  CHECK(kept->public_key().id() == key.public_key().id());
  CHECK(kept->sign("seven chairs") == signature);
  const auto published = RsaPublicKey::from_der(key.public_key().der());
  REQUIRE(published);
  CHECK(published->verify("seven chairs", signature));
}

TEST_CASE("only RSA keys of a sensible size are taken, and nothing around them") {
  const auto good = der_of(kPublishedModulus);
  CHECK_FALSE(RsaPublicKey::from_der(""));
  CHECK_FALSE(RsaPublicKey::from_der(good + '\0'));
  CHECK_FALSE(RsaPublicKey::from_der(good.substr(0, good.size() - 1)));
  // P-256 (RFC 7515, A.3), RSA of 512 bits, and an exponent of one, under which every text is its own signature.
  CHECK_FALSE(
      RsaPublicKey::from_der(from_hex("3059301306072a8648ce3d020106082a8648ce3d03010703420004"
                                      "7fcdce2770f6c45d4183cbee6fdb4b7b580733357be9ef13bacf6e3c7bd15445"
                                      "c7f144cd1bbd9b7e872cdfedb9eeb9f4b3695d6ea90b24ad8a4623288588e5ad")));
  CHECK_FALSE(RsaPublicKey::from_der(from_hex("305c300d06092a864886f70d0101010500034b003048024100") +
                                     text::decode_base64url(kPublishedModulus).value().substr(0, 63) + '\x01' +
                                     from_hex("0203010001")));
  auto weak = good;
  weak.replace(good.size() - 3, 3, from_hex("000001"));
  CHECK_FALSE(RsaPublicKey::from_der(weak));

  const auto key = RsaKey::generate();
  CHECK_FALSE(RsaKey::from_der(""));
  CHECK_FALSE(RsaKey::from_der(key.public_key().der()));
  CHECK_FALSE(RsaKey::from_der(key.der() + '\0'));
  CHECK_FALSE(RsaPublicKey::from_der(key.der()));
}

}  // namespace
}  // namespace kontor::crypto
