#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "kernel/core/embedded.hpp"
#include "kernel/db/migrations.hpp"

namespace kontor::test {

// The kernel's migrations, and behind them those of the house's modules that are named.
std::vector<db::Migration> house_migrations(std::span<const std::string_view> modules = {});

// The kernel's, and those of modules that exist only in the test: files `<module>/<number>_<name>.sql`.
std::vector<db::Migration> kernel_migrations_with(std::span<const embedded::File> files,
                                                  std::span<const std::string_view> modules);

}  // namespace kontor::test
