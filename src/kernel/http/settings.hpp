#pragma once

#include <optional>
#include <string>
#include <vector>

#include "kernel/json/describe.hpp"

namespace kontor::http {

struct HttpSettings {
  std::string listen = "127.0.0.1:8080";
  std::string public_url;       // empty: where it listens
  std::string tls_certificate;  // PEM file; with tls_key: HTTPS
  std::string tls_key;
  std::vector<std::string> trusted_proxies;
  std::vector<std::string> cors_origins;
  int io_threads = 2;
  int workers = 16;
  int workers_for_all = 0;  // 0: by the processors
  int worker_queue = 256;
  int queue_patience_ms = 2000;
  int shed_target_ms = 200;  // 0: off
  int shed_interval_ms = 500;
  int heavy_workers = 2;
  int heavy_queue = 128;
  int heavy_shed_target_ms = 3000;  // 0: off
  int max_connections = 10000;
  int max_body_bytes = 1 << 20;
  int max_uploads = 16;
  int max_header_bytes = 16 << 10;
  int max_header_fields = 100;
  int header_timeout_ms = 10000;   // from the first byte to the end of the head
  int body_timeout_ms = 30000;     // for the whole body
  int idle_timeout_ms = 60000;     // between requests
  int write_timeout_ms = 30000;    // without any progress
  int request_timeout_ms = 30000;  // the deadline handlers see
  int shutdown_timeout_ms = 10000;
  int compress_min_bytes = 1024;

  static void rules(json::Rules<HttpSettings>& rule);
};
KONTOR_DESCRIBE(HttpSettings, listen, public_url, tls_certificate, tls_key, trusted_proxies, cors_origins, io_threads,
                workers, workers_for_all, worker_queue, queue_patience_ms, shed_target_ms, shed_interval_ms,
                heavy_workers, heavy_queue, heavy_shed_target_ms, max_connections, max_body_bytes, max_uploads,
                max_header_bytes, max_header_fields, header_timeout_ms, body_timeout_ms, idle_timeout_ms,
                write_timeout_ms, request_timeout_ms, shutdown_timeout_ms, compress_min_bytes)

// Requests per minute. Who switches the limit of requests off means all of them, but for those that are set.
struct LimitSettings {
  int requests_per_minute = 100;  // per client; 0: off
  std::optional<int> login_per_minute = {};
  std::optional<int> webhooks_per_minute = {};
  std::optional<int> address_per_minute = {};
  int clients_remembered = 100000;

  // As they apply; 0: off.
  int logins() const;
  int webhooks() const;
  int addresses() const;

  static void rules(json::Rules<LimitSettings>& rule);
};
KONTOR_DESCRIBE(LimitSettings, requests_per_minute, login_per_minute, webhooks_per_minute, address_per_minute,
                clients_remembered)

}  // namespace kontor::http
