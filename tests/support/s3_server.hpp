#pragma once

#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "kernel/http/server.hpp"

namespace kontor::test {

// Speaks as much of S3 as a media store needs, in memory, on a loopback port: PUT, GET with ranges, HEAD, DELETE of
// objects in one bucket, each with a signature that it checks by itself.
class S3Server final : public http::Handler {
 public:
  static constexpr const char* kBucket = "shop-media";
  static constexpr const char* kAccessKey = "AKIATESTTESTTEST";
  static constexpr const char* kSecretKey = "a+secret/that+nobody/may=see";
  static constexpr const char* kRegion = "eu-test-1";

  S3Server();
  ~S3Server() override;

  std::string url() const { return server_->url(); }
  std::map<std::string, std::string> objects() const;  // by "/bucket/key"
  // The next so many requests are answered with 503.
  void fail(int requests) { failures_ = requests; }
  int requests() const { return requests_; }

  bool begin(http::Exchange&) override { return false; }
  void work(http::Exchange& exchange) override;
  void refuse(http::Exchange& exchange, const Error&) override { exchange.response.status = 400; }
  void finished(const http::Exchange&, std::size_t) override {}
  Result<std::size_t> body_limit(const http::Request&, std::size_t) const override { return std::size_t{64} << 20; }

 private:
  void act(http::Exchange& exchange);

  telemetry::Log log_{{.level = telemetry::LogLevel::off}};
  telemetry::Metrics metrics_;
  std::atomic<int> failures_ = 0;
  std::atomic<int> requests_ = 0;
  mutable std::mutex mutex_;
  std::map<std::string, std::string> objects_;
  std::unique_ptr<http::Server> server_;
};

}  // namespace kontor::test
