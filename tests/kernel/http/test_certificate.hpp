#pragma once

#include <string>

struct ssl_ctx_st;

namespace kontor::http {

// A self-signed certificate made for one test, as PEM files for who shall trust or serve it and as what a TLS server
// needs in memory.
class TestCertificate {
 public:
  // `names` as OpenSSL writes them: "DNS:localhost,IP:127.0.0.1".
  explicit TestCertificate(const std::string& names);
  ~TestCertificate();
  TestCertificate(const TestCertificate&) = delete;

  const std::string& file() const { return file_; }
  const std::string& key_file() const { return key_file_; }
  ssl_ctx_st* server_context() const { return context_; }

 private:
  std::string file_;
  std::string key_file_;
  ssl_ctx_st* context_;
};

}  // namespace kontor::http
