#include "modules/catalog/store/media_files.hpp"

namespace kontor::catalog::media_files {

bool announce(db::Tx& tx, const File& file) {
  return tx.execute(R"sql(
    insert into catalog.media_file as m (path, width, height, unused_since)
    values ($1, $2, $3, kernel.now())
    on conflict (path) do update set unused_since = excluded.unused_since
    where not m.removing
  )sql",
                    file.path, file.width, file.height) > 0;
}

std::optional<Image> take(db::Tx& tx, const std::string& path) {
  const auto rows = tx.query(R"sql(
    update catalog.media_file
    set unused_since = kernel.now()
    where path = $1 and not removing
    returning width, height
  )sql",
                             path);
  if (rows.empty()) return std::nullopt;
  const auto& row = *rows.begin();
  return Image{ImageId::generate(), path, "", row.get<int>("width"), row.get<int>("height"), {}};
}

std::size_t note_unused(db::Tx& tx, int limit) {
  const auto used_again = tx.execute(R"sql(
    update catalog.media_file
    set unused_since = null
    where path in (
      select m.path
      from catalog.media_file m
      where m.unused_since is not null and not m.removing
        and exists (select from catalog.product_image i where i.path = m.path)
      limit $1
      for update skip locked)
  )sql",
                                     limit);
  const auto unused = tx.execute(R"sql(
    update catalog.media_file
    set unused_since = kernel.now()
    where path in (
      select m.path
      from catalog.media_file m
      where m.unused_since is null
        and not exists (select from catalog.product_image i where i.path = m.path)
      limit $1
      for update skip locked)
  )sql",
                                 limit);
  return static_cast<std::size_t>(used_again + unused);
}

std::vector<std::string> condemn(db::Tx& tx, int limit) {
  const auto rows = tx.query(R"sql(
    update catalog.media_file
    set removing = true
    where path in (
      select m.path
      from catalog.media_file m
      where m.removing
        or (m.unused_since < kernel.now() - interval '1 day'
            and not exists (select from catalog.product_image i where i.path = m.path))
      limit $1
      for update skip locked)
    returning path
  )sql",
                             limit);
  std::vector<std::string> paths;
  for (const auto& row : rows) paths.push_back(row.get<std::string>("path"));
  return paths;
}

void forget(db::Tx& tx, const std::vector<std::string>& paths) {
  tx.execute(R"sql(delete from catalog.media_file where path = any($1::text[]) and removing)sql", paths);
}

}  // namespace kontor::catalog::media_files
