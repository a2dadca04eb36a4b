#include <nlohmann/json.hpp>

#include "kernel/core/format.hpp"
#include "kernel/json/json.hpp"
#include "kernel/json/reader.hpp"

namespace kontor::json::detail {

namespace {

Error malformed(std::size_t byte) {
  return {ErrorKind::invalid, "malformed_json", format("The text is no valid JSON at byte {}.", byte)};
}

// What nlohmann lets pass although it is no JSON: a byte order mark, and anything behind a NUL byte.
std::optional<Error> refuse_leniency(std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF")) return malformed(0);
  if (const auto nul = text.find('\0'); nul != std::string_view::npos) return malformed(nul);
  return std::nullopt;
}

struct Events : Reader {
  using Reader::Reader;

  std::size_t error_at = 0;

  bool binary(nlohmann::json::binary_t&) { return false; }  // no such thing in text
  bool parse_error(std::size_t position, const std::string&, const nlohmann::json::exception& error) {
    constexpr int kNumberOverflow = 406;
    if (error.id == kNumberOverflow) number_overflow();
    error_at = position;
    return false;
  }
};

}  // namespace

Result<void> read_into(const Type& type, void* target, std::string_view text, const Reading& how) {
  if (auto error = refuse_leniency(text)) return *std::move(error);
  Events events(type, target, how);
  const bool parsed = nlohmann::json::sax_parse(text.begin(), text.end(), &events);
  if (!parsed && !events.stopped()) return malformed(events.error_at);
  auto problems = events.take_problems();
  if (!problems.empty()) return invalid(std::move(problems));
  return {};
}

}  // namespace kontor::json::detail
