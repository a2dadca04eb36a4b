#include "kernel/http/settings.hpp"

#include <algorithm>

namespace kontor::http {

namespace {

constexpr int kMostPerMinute = 1 << 30;
constexpr int kLogins = 10;
constexpr int kWebhooks = 1200;
constexpr int kAddressFactor = 10;  // several clients may share an address

}  // namespace

void HttpSettings::rules(json::Rules<HttpSettings>& rule) {
  constexpr int kHourMs = 3600 * 1000;
  rule(&HttpSettings::listen)
      .doc("Where to listen: host:port, [IPv6]:port, or :port for all addresses; port 0 takes a free one")
      .optional();
  rule(&HttpSettings::public_url)
      .doc(
          "What clients call this server, such as https://shop.example: in links and tokens; where it listens when "
          "empty")
      .optional();
  rule(&HttpSettings::tls_certificate)
      .doc("PEM file with the certificate chain; with tls_key the server speaks HTTPS")
      .optional();
  rule(&HttpSettings::tls_key).doc("PEM file with the private key of tls_certificate").optional();
  rule(&HttpSettings::trusted_proxies).doc("Addresses whose X-Forwarded-For is believed").optional();
  rule(&HttpSettings::cors_origins).doc("Origins that browsers may call from").optional();
  rule(&HttpSettings::io_threads).doc("Threads that read and write connections").optional().range(1, 256);
  rule(&HttpSettings::workers)
      .doc("Threads that run requests which may wait, for the database or others")
      .optional()
      .range(1, 4096);
  rule(&HttpSettings::workers_for_all)
      .doc(
          "While so many of them are busy, pages, carts and whatever else is less important than a checkout begin one "
          "at a time; 0: four for each processor, at most http.workers")
      .optional()
      .range(0, 4096);
  rule(&HttpSettings::worker_queue)
      .doc("Requests that may wait for a worker; beyond it 503")
      .optional()
      .range(1, 1 << 20);
  rule(&HttpSettings::queue_patience_ms)
      .doc("Who has waited so long for a worker is next, whatever its priority")
      .optional()
      .range(0, kHourMs);
  rule(&HttpSettings::shed_target_ms)
      .doc(
          "Requests that would wait longer for a worker are overload, refused by priority; 0: only a full queue "
          "refuses")
      .optional()
      .range(0, kHourMs);
  rule(&HttpSettings::shed_interval_ms)
      .doc("For how long it must be so before any is refused")
      .optional()
      .range(1, kHourMs);
  rule(&HttpSettings::heavy_workers)
      .doc("Threads that run requests which compute for long, passwords above all; they yield to all others")
      .optional()
      .range(1, 256);
  rule(&HttpSettings::heavy_queue)
      .doc("Requests that may wait for one of them; beyond it 503")
      .optional()
      .range(1, 1 << 20);
  rule(&HttpSettings::heavy_shed_target_ms)
      .doc("As shed_target_ms, for requests that wait for one of them")
      .optional()
      .range(0, kHourMs);
  rule(&HttpSettings::max_connections).doc("Open connections; beyond it 503 and close").optional().range(1, 1 << 20);
  rule(&HttpSettings::max_body_bytes).doc("Largest request body; beyond it 413").optional().range(0, 1 << 30);
  rule(&HttpSettings::max_uploads)
      .doc("Longer bodies, where an endpoint takes them, that may be on their way at one time; beyond it 503")
      .optional()
      .range(1, 10000);
  rule(&HttpSettings::max_header_bytes).doc("Largest request head; beyond it 431").optional().range(1024, 1 << 20);
  rule(&HttpSettings::max_header_fields)
      .doc("Most header fields of a request; beyond it 431")
      .optional()
      .range(1, 10000);
  rule(&HttpSettings::header_timeout_ms)
      .doc("From the first byte of a request to the end of its head; then 408")
      .optional()
      .range(1, kHourMs);
  rule(&HttpSettings::body_timeout_ms).doc("For the whole body of a request; then 408").optional().range(1, kHourMs);
  rule(&HttpSettings::idle_timeout_ms)
      .doc("How long a connection may be silent between requests")
      .optional()
      .range(1, kHourMs);
  rule(&HttpSettings::write_timeout_ms)
      .doc("How long a client may take nothing of its answer")
      .optional()
      .range(1, kHourMs);
  rule(&HttpSettings::request_timeout_ms)
      .doc("The deadline of a request inside the program")
      .optional()
      .range(1, kHourMs);
  rule(&HttpSettings::shutdown_timeout_ms)
      .doc("How long running requests may take to end when the program stops")
      .optional()
      .range(0, kHourMs);
  rule(&HttpSettings::compress_min_bytes).doc("Smaller answers are not compressed").optional().range(0, 1 << 30);
}

void LimitSettings::rules(json::Rules<LimitSettings>& rule) {
  rule(&LimitSettings::requests_per_minute)
      .doc("Requests per minute and client; 0 switches the limit off, and those below that are not set")
      .optional()
      .range(0, kMostPerMinute);
  rule(&LimitSettings::login_per_minute)
      .doc("Tries of credentials per minute and client; 10 when not set, 0: off")
      .range(0, kMostPerMinute);
  rule(&LimitSettings::webhooks_per_minute)
      .doc("Webhooks per minute and sender; 1200 when not set, 0: off")
      .range(0, kMostPerMinute);
  rule(&LimitSettings::address_per_minute)
      .doc("Requests per minute and address, whoever sends them; ten times requests_per_minute when not set, 0: off")
      .range(0, kMostPerMinute);
  rule(&LimitSettings::clients_remembered)
      .doc("Clients whose rate is remembered; the longest silent are forgotten first")
      .optional()
      .range(1, 1 << 24);
}

int LimitSettings::logins() const {
  return login_per_minute.value_or(requests_per_minute == 0 ? 0 : kLogins);
}

int LimitSettings::webhooks() const {
  return webhooks_per_minute.value_or(requests_per_minute == 0 ? 0 : kWebhooks);
}

int LimitSettings::addresses() const {
  return address_per_minute.value_or(std::min(requests_per_minute, kMostPerMinute / kAddressFactor) * kAddressFactor);
}

}  // namespace kontor::http
