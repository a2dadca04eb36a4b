#include "kernel/http/client_settings.hpp"

namespace kontor::http {

void ClientSettings::rules(json::Rules<ClientSettings>& rule) {
  rule(&ClientSettings::ca_file).optional().doc("PEM file of authorities trusted besides the system's");
  rule(&ClientSettings::max_idle_per_host).optional().range(0, 1000).doc("Connections kept open to one host");
  rule(&ClientSettings::idle_timeout_ms).optional().range(0, 600000).doc("How long an unused connection is kept");
  rule(&ClientSettings::max_head_bytes).optional().range(1024, 1 << 20).doc("The largest head of an answer");
  rule(&ClientSettings::max_body_bytes).optional().range(1024, 1 << 30).doc("The largest body of an answer");
  rule(&ClientSettings::max_redirects).optional().range(0, 20).doc("Redirects followed for one request; 0: none");
}

}  // namespace kontor::http
