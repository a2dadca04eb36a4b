#include "app/migrations.hpp"

#include <string_view>
#include <vector>

namespace kontor::embedded {
std::span<const File> migrations();
}

namespace kontor::app {

std::vector<db::Migration> all_migrations() {
  std::vector<std::string_view> schemas(db::kKernelSchemas.begin(), db::kKernelSchemas.end());
  schemas.push_back("catalog");
  return db::migrations_from(embedded::migrations(), schemas);
}

}  // namespace kontor::app
