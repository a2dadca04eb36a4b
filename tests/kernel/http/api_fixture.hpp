#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "kernel/auth/authenticator.hpp"
#include "kernel/http/api.hpp"

namespace kontor::http::test {

// Knows one person per token: "Bearer <name>:<permission>,<permission>" without any secret; "Bearer expired" is none.
class NamedCallers final : public auth::Authenticator {
 public:
  Result<auth::Caller> authenticate(std::string_view authorization) const override;
};

struct Ask {
  std::string method = "GET";
  std::string target = "/";
  std::vector<std::pair<std::string, std::string>> headers = {};
  std::string body = {};
  std::string peer = "192.0.2.7";
  bool secure = false;
};

struct Answer {
  Response response;
  std::string request_id;
  std::string client_address;
  bool on_io_thread = false;
  Lane lane = Lane::standard;

  int status() const { return response.status; }
  std::string body() const { return std::string(response.bytes()); }
  std::string header(std::string_view name) const { return std::string(response.header(name)); }
};

// An Api without sockets: requests are made by hand and go through begin() and, when it asks for it, work().
class ApiFixture {
 public:
  ApiFixture();

  // To be set before the first request.
  std::vector<Endpoint> endpoints;
  HttpSettings http;
  LimitSettings limits{.requests_per_minute = 0};
  ExceptionTranslator translate;
  telemetry::Tracer tracer;

  ManualClock clock;
  telemetry::Log log;
  telemetry::Metrics metrics;
  NamedCallers callers;

  Api& api();
  Answer send(const Ask& ask);
  Answer get(std::string target, std::vector<std::pair<std::string, std::string>> headers = {});
  Answer post(std::string target, std::string body);
  // Sent, and refused by the edge because no worker is free.
  Answer send_to_a_full_pool(const Ask& ask);

 private:
  std::unique_ptr<Api> api_;
};

}  // namespace kontor::http::test
