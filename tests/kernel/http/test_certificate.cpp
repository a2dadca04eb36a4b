#include "kernel/http/test_certificate.hpp"

#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <cstdio>

namespace kontor::http {

namespace {

void add_extension(X509* certificate, int nid, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, certificate, certificate, nullptr, nullptr, 0);
  X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, &context, nid, value.c_str());
  REQUIRE(extension != nullptr);
  X509_add_ext(certificate, extension, -1);
  X509_EXTENSION_free(extension);
}

template <class Write>
std::string new_file(Write write) {
  char path[] = "/tmp/kontor-certificate-XXXXXX";
  std::FILE* file = ::fdopen(::mkstemp(path), "w");
  REQUIRE(file != nullptr);
  write(file);
  std::fclose(file);
  return path;
}

}  // namespace

TestCertificate::TestCertificate(const std::string& names) : context_(SSL_CTX_new(TLS_server_method())) {
  EVP_PKEY* key = EVP_EC_gen("P-256");
  X509* certificate = X509_new();
  REQUIRE((key != nullptr && certificate != nullptr));
  X509_set_version(certificate, X509_VERSION_3);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1);
  X509_gmtime_adj(X509_getm_notBefore(certificate), -60);
  X509_gmtime_adj(X509_getm_notAfter(certificate), 3600);
  X509_set_pubkey(certificate, key);
  X509_NAME* subject = X509_get_subject_name(certificate);
  X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8, reinterpret_cast<const unsigned char*>("test"), -1, -1, 0);
  X509_set_issuer_name(certificate, subject);
  add_extension(certificate, NID_basic_constraints, "critical,CA:TRUE");
  add_extension(certificate, NID_subject_alt_name, names);
  REQUIRE(X509_sign(certificate, key, EVP_sha256()) > 0);

  file_ = new_file([&](std::FILE* file) { PEM_write_X509(file, certificate); });
  key_file_ =
      new_file([&](std::FILE* file) { PEM_write_PrivateKey(file, key, nullptr, nullptr, 0, nullptr, nullptr); });
  REQUIRE(SSL_CTX_use_certificate(context_, certificate) == 1);
  REQUIRE(SSL_CTX_use_PrivateKey(context_, key) == 1);
  X509_free(certificate);
  EVP_PKEY_free(key);
}

TestCertificate::~TestCertificate() {
  ::unlink(file_.c_str());
  ::unlink(key_file_.c_str());
  SSL_CTX_free(context_);
}

}  // namespace kontor::http
