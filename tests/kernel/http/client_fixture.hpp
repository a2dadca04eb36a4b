#pragma once

#include <catch2/catch.hpp>
#include <memory>

#include "kernel/http/client.hpp"

namespace kontor::http {

// A client with its own metrics, and a log that says nothing.
struct ClientFixture {
  explicit ClientFixture(const ClientSettings& settings = {}, telemetry::Tracer tracer = {}) {
    auto made = Client::create(settings, log, metrics, tracer);
    REQUIRE(made);
    client = *std::move(made);
  }

  Result<ClientResponse> send(const ClientRequest& request, int timeout_ms = 20000) const {
    return client->send(request, Deadline::after(std::chrono::milliseconds(timeout_ms)));
  }
  Result<ClientResponse> get(const std::string& url, int timeout_ms = 20000) const {
    return send({.url = url}, timeout_ms);
  }

  telemetry::Log log{{.level = telemetry::LogLevel::off}};
  telemetry::Metrics metrics;
  std::unique_ptr<Client> client;
};

// "200 body" or the code of the failure.
inline std::string said(const Result<ClientResponse>& result) {
  return result ? std::to_string(result->status) + ' ' + result->body : result.error().code;
}

}  // namespace kontor::http
