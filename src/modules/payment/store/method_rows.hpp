#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/core/ids.hpp"
#include "kernel/core/time.hpp"
#include "kernel/db/database.hpp"

namespace kontor::payment {

struct MethodTag {
  static constexpr std::string_view kPrefix = "method";
};
using MethodId = Id<MethodTag>;

struct Method {
  MethodId id;
  std::string provider;
  std::string label;
  Timestamp created_at;
};

namespace method_rows {

// What the provider calls the method of this user; any other text is a token itself. A method that is not theirs is no
// token of anybody: an empty one.
std::string token_behind(db::Tx& tx, const std::string& token, const std::optional<Uuid>& user,
                         std::string_view provider);
// Does nothing where they have it, or as many as they may have.
void store(db::Tx& tx, const Uuid& user, std::string_view provider, std::string_view token, int at_most);
Result<std::vector<Method>> list(const db::Database& database, const Uuid& user);
bool remove(db::Tx& tx, const Uuid& user, const MethodId& id);

}  // namespace method_rows

}  // namespace kontor::payment
