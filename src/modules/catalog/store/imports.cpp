#include "modules/catalog/store/imports.hpp"

#include "kernel/json/json.hpp"
#include "modules/catalog/store/product_tables.hpp"

namespace kontor::catalog::imports {

namespace {

template <class Enum>
std::string word(Enum value) {
  auto text = json::to_json(value);
  return text.substr(1, text.size() - 2);
}

template <class Enum>
Enum from_word(const std::string& text) {
  return *json::read<Enum>('"' + text + '"');
}

Import import_from(const db::Row& row) {
  Import import;
  import.id = row.get<ImportId>("id");
  import.state = from_word<ImportState>(row.get<std::string>("state"));
  import.format = from_word<TransferFormat>(row.get<std::string>("format"));
  import.dry_run = row.get<bool>("dry_run");
  import.currency = row.get<Currency>("currency");
  import.file_name = row.get<std::string>("file_name");
  import.header = row.get<std::vector<std::string>>("header");
  import.ignored_columns = row.get<std::vector<std::string>>("ignored_columns");
  import.digest = row.get<std::int64_t>("digest");
  import.started_by = row.get<std::string>("started_by");
  import.bytes = row.get<std::int64_t>("bytes");
  import.rows = row.get<std::int64_t>("rows");
  import.rows_done = row.get<std::int64_t>("rows_done");
  import.parts = row.get<int>("parts");
  import.parts_done = row.get<int>("parts_done");
  import.products_in_part_done = row.get<int>("products_in_part_done");
  import.products = {row.get<std::int64_t>("created"), row.get<std::int64_t>("updated"),
                     row.get<std::int64_t>("unchanged"), row.get<std::int64_t>("failed")};
  import.errors = row.get<std::int64_t>("errors");
  import.images_not_fetched = row.get<std::int64_t>("images_not_fetched");
  import.stock_not_set = row.get<std::int64_t>("stock_not_set");
  import.problem = row.get<std::string>("problem");
  import.created_at = row.get<Timestamp>("created_at");
  import.ended_at = row.get<std::optional<Timestamp>>("ended_at");
  return import;
}

// All that import_from() reads.
std::string selected(std::string_view which) {
  std::string sql = R"sql(
    select id, state, format, dry_run, currency, file_name, header, ignored_columns, digest, started_by, bytes, rows,
           rows_done, parts, parts_done, products_in_part_done, created, updated, unchanged, failed, errors,
           images_not_fetched, stock_not_set, problem, created_at, ended_at
    from catalog.import
  )sql";
  sql += which;
  return sql;
}

// Not within a character.
std::string_view shortened(std::string_view text, std::size_t most) {
  if (text.size() <= most) return text;
  while (most > 0 && (text[most] & 0xc0) == 0x80) --most;
  return text.substr(0, most);
}

std::vector<Import> imports_from(const db::Rows& rows) {
  std::vector<Import> all;
  for (const auto& row : rows) all.push_back(import_from(row));
  return all;
}

}  // namespace

void insert(db::Tx& tx, const Import& import) {
  tx.post(R"sql(
    insert into catalog.import (id, state, format, dry_run, currency, file_name, header, ignored_columns, started_by,
                                created_at, updated_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, kernel.now(), kernel.now())
  )sql",
          import.id, word(import.state), word(import.format), import.dry_run, import.currency,
          shortened(import.file_name, 200), import.header, import.ignored_columns, import.started_by);
}

std::optional<Import> lock(db::Tx& tx, const ImportId& id) {
  auto found = imports_from(tx.query(selected(R"sql(
    where id = $1
    for update
  )sql"),
                                     id));
  return found.empty() ? std::nullopt : std::optional(std::move(found.front()));
}

Result<std::optional<Import>> find(const db::Database& database, const ImportId& id) {
  const auto rows = database.read(selected(R"sql(
    where id = $1
  )sql"),
                                  id);
  if (!rows) return rows.error();
  auto found = imports_from(*rows);
  return found.empty() ? std::optional<Import>() : std::optional(std::move(found.front()));
}

Result<std::vector<Import>> list(const db::Database& database, const std::optional<ImportId>& before, int limit) {
  const auto rows = database.read(selected(R"sql(
    where $1::uuid is null or id < $1
    order by id desc
    limit $2
  )sql"),
                                  before, limit);
  if (!rows) return rows.error();
  return imports_from(*rows);
}

void update(db::Tx& tx, const Import& import) {
  tx.post(R"sql(
    update catalog.import
    set state = $2, digest = $3, bytes = $4, rows = $5, rows_done = $6, parts = $7, parts_done = $8,
        products_in_part_done = $9, created = $10, updated = $11, unchanged = $12, failed = $13, errors = $14,
        images_not_fetched = $15, stock_not_set = $16, problem = $17, updated_at = kernel.now(),
        ended_at = case when $18 then kernel.now() end
    where id = $1
  )sql",
          import.id, word(import.state), import.digest, import.bytes, import.rows, import.rows_done, import.parts,
          import.parts_done, import.products_in_part_done, import.products.created, import.products.updated,
          import.products.unchanged, import.products.failed, import.errors, import.images_not_fetched,
          import.stock_not_set, import.problem, is_ended(import.state));
}

Result<std::optional<ImportId>> next_unfinished(db::Database& database) {
  return database.transact([](db::Tx& tx) -> Result<std::optional<ImportId>> {
    const auto rows = tx.query(R"sql(
      select id
      from catalog.import
      where ended_at is null and state in ('merging', 'linking')
      order by created_at
      limit 1
      for update skip locked
    )sql");
    const auto row = rows.maybe_one();
    return row ? std::optional(row->get<ImportId>("id")) : std::nullopt;
  });
}

std::optional<ImportId> unfinished_twin(db::Tx& tx, const Import& import) {
  const auto rows = tx.query(R"sql(
    select id
    from catalog.import
    where ended_at is null and state in ('merging', 'linking') and digest = $1 and bytes = $2 and dry_run = $3
      and currency = $4 and header = $5::text[] and id <> $6
    order by created_at
    limit 1
  )sql",
                             import.digest, import.bytes, import.dry_run, import.currency, import.header, import.id);
  const auto row = rows.maybe_one();
  return row ? std::optional(row->get<ImportId>("id")) : std::nullopt;
}

void lock_merging(db::Tx& tx) {
  tx.be_patient(std::chrono::minutes(2));
  tx.post(R"sql(set local lock_timeout = '60s')sql");
  tx.post(R"sql(select pg_advisory_xact_lock(hashtextextended('catalog.import', 0)))sql");
}

void add_parts(db::Tx& tx, const ImportId& id, std::span<const Part> parts) {
  CopyRows rows;
  for (const auto& part : parts) rows.add(id).add(part.number).add(part.rows).end_row();
  copy_rows(tx, R"sql(copy catalog.import_part (import_id, number, rows) from stdin)sql", rows);
}

void add_keys(db::Tx& tx, const ImportId& id, std::span<const Key> keys) {
  CopyRows rows;
  for (const auto& key : keys) {
    rows.add(id).add(key.part).add(key.line).add(key.kind == Key::Kind::sku ? "sku" : "product").add(key.key).end_row();
  }
  copy_rows(tx, R"sql(copy catalog.import_key (import_id, part, line, kind, key) from stdin)sql", rows);
}

std::optional<std::string> rows_of_part(db::Tx& tx, const ImportId& id, int number) {
  const auto rows =
      tx.query(R"sql(select rows from catalog.import_part where import_id = $1 and number = $2)sql", id, number);
  const auto row = rows.maybe_one();
  return row ? std::optional(row->get<std::string>("rows")) : std::nullopt;
}

void mark_twice(db::Tx& tx, const ImportId& id) {
  tx.be_patient(std::chrono::minutes(2));
  tx.execute(R"sql(
    update catalog.import_key k
    set first_line = f.line
    from (select kind, key, min(line) as line
          from catalog.import_key
          where import_id = $1
          group by kind, key
          having count(*) > 1) f
    where k.import_id = $1 and k.kind = f.kind and k.key = f.key and k.line > f.line
  )sql",
             id);
}

std::vector<Twice> twice_in(db::Tx& tx, const ImportId& id, int part) {
  const auto rows = tx.query(R"sql(
    select line, kind, first_line
    from catalog.import_key
    where import_id = $1 and part = $2 and first_line is not null
    order by line
  )sql",
                             id, part);
  std::vector<Twice> all;
  for (const auto& row : rows) {
    all.push_back({row.get<std::int64_t>("line"),
                   row.get<std::string>("kind") == "sku" ? Key::Kind::sku : Key::Kind::product,
                   row.get<std::int64_t>("first_line")});
  }
  return all;
}

std::set<std::string> slugs_in_file(db::Tx& tx, const ImportId& id, std::span<const std::string> slugs) {
  const auto rows = tx.query(R"sql(
    select key from catalog.import_key where import_id = $1 and kind = 'product' and key = any($2::text[])
  )sql",
                             id, slugs);
  std::set<std::string> found;
  for (const auto& row : rows) found.insert(row.get<std::string>("key"));
  return found;
}

void add_errors(db::Tx& tx, const ImportId& id, std::int64_t first, std::span<const ImportError> errors) {
  CopyRows rows;
  for (const auto& error : errors) {
    rows.add(id).add(first++).add(error.line).add(error.column).add(shortened(error.column_name, 200));
    rows.add(shortened(error.product, 200)).add(error.code).add(shortened(error.detail, 500)).end_row();
  }
  copy_rows(tx, R"sql(
    copy catalog.import_error (import_id, number, line, column_number, column_name, product, code, detail) from stdin
  )sql",
            rows);
}

Result<std::vector<ImportError>> errors_of(const db::Database& database, const ImportId& id, std::int64_t after,
                                           int limit) {
  const auto rows = database.read(R"sql(
    select line, column_number, column_name, product, code, detail
    from catalog.import_error
    where import_id = $1 and number > $2
    order by number
    limit $3
  )sql",
                                  id, after, limit);
  if (!rows) return rows.error();
  std::vector<ImportError> errors;
  for (const auto& row : *rows) {
    errors.push_back({row.get<std::int64_t>("line"), row.get<int>("column_number"), row.get<std::string>("column_name"),
                      row.get<std::string>("product"), row.get<std::string>("code"), row.get<std::string>("detail")});
  }
  return errors;
}

void add_links(db::Tx& tx, const ImportId& id, std::span<const Link> links) {
  CopyRows rows;
  for (const auto& link : links) {
    rows.add(id).add(link.number).add(link.product_id).add(word(link.outcome));
    rows.add(link.related).end_row();
  }
  copy_rows(tx, R"sql(
    copy catalog.import_link (import_id, number, product_id, outcome, related) from stdin
  )sql",
            rows);
}

std::vector<Link> first_links(db::Tx& tx, const ImportId& id, int limit) {
  const auto rows = tx.query(R"sql(
    select number, product_id, outcome, related
    from catalog.import_link
    where import_id = $1
    order by number
    limit $2
  )sql",
                             id, limit);
  std::vector<Link> links;
  for (const auto& row : rows) {
    links.push_back({row.get<std::int64_t>("number"), row.get<ProductId>("product_id"),
                     from_word<ImportOutcome>(row.get<std::string>("outcome")),
                     row.get<std::vector<std::string>>("related")});
  }
  return links;
}

void remove_links(db::Tx& tx, const ImportId& id, std::int64_t up_to) {
  tx.post(R"sql(delete from catalog.import_link where import_id = $1 and number <= $2)sql", id, up_to);
}

void drop_staged(db::Tx& tx, const ImportId& id) {
  tx.be_patient(std::chrono::minutes(2));
  tx.post(R"sql(delete from catalog.import_part where import_id = $1)sql", id);
  tx.post(R"sql(delete from catalog.import_key where import_id = $1)sql", id);
  tx.post(R"sql(delete from catalog.import_link where import_id = $1)sql", id);
}

Result<void> tidy(db::Database& database) {
  return database.transact([](db::Tx& tx) -> Result<void> {
    tx.be_patient(std::chrono::minutes(2));
    tx.post(R"sql(
      delete from catalog.import
      where (state = 'receiving' and updated_at < kernel.now() - interval '1 day')
         or ended_at < kernel.now() - interval '30 days'
    )sql");
    return {};
  });
}

}  // namespace kontor::catalog::imports
