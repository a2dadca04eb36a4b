// Any bytes are read or refused, and what is read survives being written and read again.

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "fuzz/demand.hpp"
#include "kernel/core/text.hpp"
#include "kernel/json/goods.hpp"
#include "kernel/json/json.hpp"

using namespace kontor;

namespace {

// What a client would be sent about the input can be sent.
void check_error(const Error& error) {
  demand(error.fields.empty() == (error.code == "malformed_json"), "a problem is of the whole or of fields");
  for (const auto& field : error.fields) {
    demand(field.pointer.empty() || field.pointer[0] == '/', "a pointer is empty or begins with /");
    demand(text::is_valid_utf8(field.pointer) && text::is_valid_utf8(field.detail), "a problem is valid UTF-8");
    demand(nlohmann::json::accept(json::to_json(field.pointer)), "a pointer can be written");
  }
}

template <class T>
void check(std::string_view text, const json::Reading& how) {
  const auto first = json::read<T>(text, how);
  if (!first) return check_error(first.error());
  demand(nlohmann::json::accept(text), "only JSON is read");
  const std::string written = json::to_json(*first);
  demand(nlohmann::json::accept(written), "what is written is JSON");
  const auto second = json::read<T>(written);
  demand(second.ok(), "what is written is read again");
  demand(json::to_json(*second) == written, "and stays the same");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  json::Reading tolerant;
  tolerant.unknown = json::Unknown::ignore;
  check<goods::Page<goods::Mug>>(text, {});
  check<goods::Page<goods::Mug>>(text, tolerant);
  check<json::Raw>(text, {});
  return 0;
}
