#include "support/house_migrations.hpp"

#include <algorithm>

namespace kontor::embedded {
std::span<const File> migrations();
}

namespace kontor::test {

namespace {

std::vector<embedded::File> files_of(std::span<const std::string_view> schemas) {
  std::vector<embedded::File> files;
  for (const auto& file : embedded::migrations()) {
    if (std::ranges::find(schemas, file.path.substr(0, file.path.find('/'))) != schemas.end()) files.push_back(file);
  }
  return files;
}

std::vector<std::string_view> kernel_and(std::span<const std::string_view> modules) {
  std::vector<std::string_view> schemas(db::kKernelSchemas.begin(), db::kKernelSchemas.end());
  schemas.insert(schemas.end(), modules.begin(), modules.end());
  return schemas;
}

}  // namespace

std::vector<db::Migration> house_migrations(std::span<const std::string_view> modules) {
  const auto schemas = kernel_and(modules);
  return db::migrations_from(files_of(schemas), schemas);
}

std::vector<db::Migration> kernel_migrations_with(std::span<const embedded::File> files,
                                                  std::span<const std::string_view> modules) {
  auto all = files_of(db::kKernelSchemas);
  all.insert(all.end(), files.begin(), files.end());
  return db::migrations_from(all, kernel_and(modules));
}

}  // namespace kontor::test
