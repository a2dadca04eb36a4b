#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "kernel/db/database.hpp"
#include "modules/catalog/api/transfer.hpp"
#include "modules/catalog/domain/product.hpp"

// catalog.import and what waits for it.
namespace kontor::catalog {

enum class ImportOutcome { created, updated, unchanged };
KONTOR_DESCRIBE_ENUM(ImportOutcome, created, updated, unchanged)

namespace imports {

void insert(db::Tx& tx, const Import& import);
// The row is locked until the transaction ends.
std::optional<Import> lock(db::Tx& tx, const ImportId& id);
Result<std::optional<Import>> find(const db::Database& database, const ImportId& id);
// The newest first, behind `before`.
Result<std::vector<Import>> list(const db::Database& database, const std::optional<ImportId>& before, int limit);
// All that changes while it goes on.
void update(db::Tx& tx, const Import& import);

// The oldest that is to be gone on with and that nobody is at work on.
Result<std::optional<ImportId>> next_unfinished(db::Database& database);
// Another of the same file, asked for in the same way, that is not at its end.
std::optional<ImportId> unfinished_twin(db::Tx& tx, const Import& import);

// One merge at a time: two files of the same products never wait for each other in a circle.
void lock_merging(db::Tx& tx);

struct Part {
  int number = 0;
  std::string rows;  // JSON
};
struct Key {
  enum class Kind { product, sku };
  int part = 0;
  std::int64_t line = 0;
  Kind kind = Kind::product;
  std::string key;
};
void add_parts(db::Tx& tx, const ImportId& id, std::span<const Part> parts);
void add_keys(db::Tx& tx, const ImportId& id, std::span<const Key> keys);
std::optional<std::string> rows_of_part(db::Tx& tx, const ImportId& id, int number);

// Marks the keys that an earlier line of the file has already. Once, when all of it is there.
void mark_twice(db::Tx& tx, const ImportId& id);
struct Twice {
  std::int64_t line = 0;
  Key::Kind kind = Key::Kind::product;
  std::int64_t first_line = 0;
};
std::vector<Twice> twice_in(db::Tx& tx, const ImportId& id, int part);
// Of these slugs, those that the file has.
std::set<std::string> slugs_in_file(db::Tx& tx, const ImportId& id, std::span<const std::string> slugs);

// `first` is the number of the first one.
void add_errors(db::Tx& tx, const ImportId& id, std::int64_t first, std::span<const ImportError> errors);
Result<std::vector<ImportError>> errors_of(const db::Database& database, const ImportId& id, std::int64_t after,
                                           int limit);

struct Link {
  std::int64_t number = 0;  // the line where the product begins
  ProductId product_id;
  ImportOutcome outcome = ImportOutcome::created;
  std::vector<std::string> related;  // slugs
};
void add_links(db::Tx& tx, const ImportId& id, std::span<const Link> links);
std::vector<Link> first_links(db::Tx& tx, const ImportId& id, int limit);
void remove_links(db::Tx& tx, const ImportId& id, std::int64_t up_to);

// What is needed only until its end.
void drop_staged(db::Tx& tx, const ImportId& id);
// Ends what was never wholly received a day ago, and forgets what ended a month ago.
Result<void> tidy(db::Database& database);

}  // namespace imports
}  // namespace kontor::catalog
