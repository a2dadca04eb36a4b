#include "support/s3_server.hpp"

#include <algorithm>
#include <stdexcept>

#include "kernel/core/text.hpp"
#include "kernel/crypto/digest.hpp"
#include "kernel/http/static_files.hpp"

namespace kontor::test {

namespace {

std::string hex(const crypto::Digest& digest) {
  return text::hex(digest);
}

std::string between(std::string_view text, std::string_view before, char end) {
  const auto at = text.find(before);
  if (at == text.npos) return {};
  const auto rest = text.substr(at + before.size());
  return std::string(rest.substr(0, rest.find(end)));
}

// As the AWS documentation describes it, from what came over the wire.
bool is_signed(const http::Request& request) {
  const auto authorization = request.header("Authorization");
  const auto credential = between(authorization, "Credential=", ',');
  const auto names = between(authorization, "SignedHeaders=", ',');
  const std::string date(request.header("x-amz-date"));
  if (!authorization.starts_with("AWS4-HMAC-SHA256 ") || date.size() != 16) return false;
  const auto scope = date.substr(0, 8) + '/' + S3Server::kRegion + "/s3/aws4_request";
  if (credential != std::string(S3Server::kAccessKey) + '/' + scope) return false;
  if ((';' + names + ';').find(";host;") == std::string::npos) return false;
  const std::string body_hash(request.header("x-amz-content-sha256"));
  if (body_hash != hex(crypto::sha256(request.body))) return false;
  std::string canonical(request.method_name);
  canonical.append("\n").append(request.path).append("\n").append(request.query).append("\n");
  for (const auto name : text::split(names, ';')) {
    canonical.append(name).append(":").append(request.header(name)).append("\n");
  }
  canonical.append("\n").append(names).append("\n").append(body_hash);
  const auto to_sign = "AWS4-HMAC-SHA256\n" + date + "\n" + scope + "\n" + hex(crypto::sha256(canonical));
  const auto day = crypto::hmac_sha256(std::string("AWS4") + S3Server::kSecretKey, date.substr(0, 8));
  const auto region = crypto::hmac_sha256(day, std::string(S3Server::kRegion));
  const auto service = crypto::hmac_sha256(region, "s3");
  const auto key = crypto::hmac_sha256(service, "aws4_request");
  return between(authorization, "Signature=", ',') == hex(crypto::hmac_sha256(key, to_sign));
}

}  // namespace

S3Server::S3Server() {
  http::HttpSettings settings;
  settings.listen = "127.0.0.1:0";
  auto server = http::Server::listen(settings, *this, log_, metrics_);
  if (!server) throw std::runtime_error(server.error().detail);
  server_ = *std::move(server);
  server_->start();
}

S3Server::~S3Server() {
  server_->stop(Deadline::after(std::chrono::seconds(5)));
}

std::map<std::string, std::string> S3Server::objects() const {
  const std::lock_guard lock(mutex_);
  return objects_;
}

void S3Server::work(http::Exchange& exchange) {
  ++requests_;
  if (failures_ > 0 && failures_-- > 0) {
    exchange.response.status = 503;
  } else if (!is_signed(exchange.request)) {
    exchange.response.status = 403;
  } else {
    act(exchange);
  }
}

void S3Server::act(http::Exchange& exchange) {
  const auto& request = exchange.request;
  auto& response = exchange.response;
  const std::string path(request.path);
  const std::lock_guard lock(mutex_);
  const auto object = objects_.find(path);
  if (request.method == http::Method::put) {
    objects_[path] = request.body;
  } else if (request.method == http::Method::del) {
    objects_.erase(path);
    response.status = 204;
  } else if (object == objects_.end()) {
    response.status = 404;
  } else {
    const auto range = http::parse_range(request.header("Range"), object->second.size());
    if (range.kind == http::ByteRange::Kind::part) response.status = 206;
    response.body = object->second.substr(range.first, range.length);
  }
}

}  // namespace kontor::test
