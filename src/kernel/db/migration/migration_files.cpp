#include <algorithm>

#include "kernel/core/check.hpp"
#include "kernel/core/text.hpp"
#include "kernel/crypto/digest.hpp"
#include "kernel/db/migrations.hpp"

namespace kontor::db {

namespace {

// products/0001_first.sql
Migration parse(const embedded::File& file) {
  const auto slash = file.path.find('/');
  const auto underscore = file.path.find('_', slash);
  KONTOR_CHECK(slash != std::string_view::npos && underscore != std::string_view::npos && file.path.ends_with(".sql"),
               "a migration is named <module>/<number>_<name>.sql");
  const auto number = text::parse_int(file.path.substr(slash + 1, underscore - slash - 1));
  KONTOR_CHECK(number.has_value(), "a migration's name begins with its number");
  const auto name = file.path.substr(underscore + 1, file.path.size() - underscore - 5);
  return {std::string(file.path.substr(0, slash)), static_cast<int>(*number), std::string(name), file.content,
          text::hex(crypto::sha256(file.content))};
}

}  // namespace

std::vector<Migration> migrations_from(std::span<const embedded::File> files,
                                       std::span<const std::string_view> modules) {
  std::vector<Migration> ordered;
  for (const auto module : modules) {
    std::vector<Migration> own;
    for (const auto& file : files) {
      if (file.path.starts_with(std::string(module) + '/')) own.push_back(parse(file));
    }
    std::sort(own.begin(), own.end(), [](const auto& a, const auto& b) { return a.number < b.number; });
    for (std::size_t i = 0; i < own.size(); ++i) {
      KONTOR_CHECK(own[i].number == static_cast<int>(i) + 1, "a module's migrations are numbered 1, 2, 3, …");
      ordered.push_back(std::move(own[i]));
    }
  }
  KONTOR_CHECK(ordered.size() == files.size(), "every migration belongs to a known module");
  return ordered;
}

}  // namespace kontor::db
