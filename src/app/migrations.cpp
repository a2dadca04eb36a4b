#include "app/migrations.hpp"

#include <array>
#include <string_view>

namespace kontor::embedded {
std::span<const File> migrations();
}

namespace kontor::app {

std::vector<db::Migration> all_migrations() {
  static constexpr auto kModules = std::to_array<std::string_view>({"catalog"});
  return db::migrations_from(embedded::migrations(), kModules);
}

}  // namespace kontor::app
