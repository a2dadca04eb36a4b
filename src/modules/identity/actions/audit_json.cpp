#include "modules/identity/actions/audit_json.hpp"

#include "kernel/json/writer.hpp"

namespace kontor::identity {

std::string json_list(std::string_view name, const std::vector<std::string>& values) {
  std::string out;
  json::Writer writer(out);
  writer.begin_object().key(name).begin_array();
  for (const auto& value : values) writer.value(value);
  writer.end_array().end_object();
  return out;
}

std::string json_text(std::string_view name, std::string_view value) {
  std::string out;
  json::Writer(out).begin_object().field(name, value).end_object();
  return out;
}

}  // namespace kontor::identity
