#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "kernel/db/database.hpp"
#include "modules/catalog/domain/product.hpp"

namespace kontor::catalog::tags {

// Tags are renamed one at a time, until the transaction ends.
void lock(db::Tx& tx);

struct Tag {
  std::string tag;
  std::int64_t products = 0;  // drafts and removed ones too
  std::int64_t version = 1;
};
Tag find(db::Tx& tx, const std::string& tag);
// Counts its version up.
void touch(db::Tx& tx, const std::string& tag);

// Up to `limit` products with this tag, behind `after`, by id.
std::vector<ProductId> products_with(db::Tx& tx, const std::string& tag, const std::optional<ProductId>& after,
                                     int limit);

}  // namespace kontor::catalog::tags
