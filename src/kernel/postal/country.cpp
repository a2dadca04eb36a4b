#include "kernel/postal/country.hpp"

#include <algorithm>

#include "kernel/core/text.hpp"
#include "kernel/postal/rules/code_pattern.hpp"
#include "kernel/postal/rules/countries.hpp"

namespace kontor::postal {

namespace {

// Where nothing is known of the country's codes.
bool is_plausible(std::string_view code) {
  const auto belongs = [](char c) { return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || c == ' ' || c == '-'; };
  return std::ranges::all_of(code, belongs) && code.size() <= 16;
}

std::optional<Country> unknown_country(std::string_view code) {
  const auto all = iso_country_codes();
  for (std::size_t at = 0; at < all.size(); at += 2) {
    if (all.substr(at, 2) == code) return Country{.code = all.substr(at, 2)};
  }
  return std::nullopt;
}

}  // namespace

std::string to_upper(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(),
                         [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
  return out;
}

std::optional<Country> find_country(std::string_view code) {
  const auto table = country_table();
  const auto found = std::ranges::lower_bound(table, code, {}, &Country::code);
  if (found != table.end() && found->code == code) return *found;
  return unknown_country(code);
}

std::span<const Country> known_countries() {
  return country_table();
}

std::optional<std::string> find_postal_code(const Country& country, std::string_view text) {
  const auto given = to_upper(text::trim(text));
  if (given.empty()) return std::nullopt;
  if (country.pattern.empty()) return is_plausible(given) ? std::optional(given) : std::nullopt;
  if (auto code = match_code(country.pattern, given)) return code;
  if (!given.starts_with(country.code)) return std::nullopt;
  return match_code(country.pattern, std::string_view(given).substr(country.code.size()));
}

std::string example_of(const Country& country) {
  return country.pattern.empty() ? std::string() : example_code(country.pattern);
}

std::optional<std::string> find_region(const Country& country, std::string_view text) {
  if (country.regions.empty()) return std::string(text);
  auto wanted = text;
  if (wanted.size() > 3 && text::iequals(wanted.substr(0, 2), country.code) && wanted[2] == '-')
    wanted.remove_prefix(3);
  for (const auto region : text::split(country.regions, '|')) {
    const auto parts = text::split(region, ':');
    if (text::iequals(parts.front(), wanted) || text::iequals(parts.back(), wanted)) return std::string(parts.front());
  }
  return std::nullopt;
}

}  // namespace kontor::postal
