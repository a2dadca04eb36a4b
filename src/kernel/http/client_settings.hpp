#pragma once

#include <string>

#include "kernel/json/describe.hpp"

namespace kontor::http {

struct ClientSettings {
  std::string ca_file;  // PEM; trusted besides the system's authorities
  int max_idle_per_host = 16;
  int idle_timeout_ms = 15000;
  int max_head_bytes = 32 << 10;
  int max_body_bytes = 8 << 20;
  int max_redirects = 0;

  static void rules(json::Rules<ClientSettings>& rule);
};
KONTOR_DESCRIBE(ClientSettings, ca_file, max_idle_per_host, idle_timeout_ms, max_head_bytes, max_body_bytes,
                max_redirects)

}  // namespace kontor::http
