#pragma once

#include <optional>
#include <string>
#include <vector>

#include "kernel/db/database.hpp"
#include "modules/catalog/domain/product.hpp"

// Which files there are in the media store. A file is known from before it is put, so none is ever lost sight of, and
// one that is about to be removed is nobody's to use: the two cannot meet.
namespace kontor::catalog::media_files {

struct File {
  std::string path;
  int width = 0;
  int height = 0;
};

// Before it is put: for a day it needs no image. False: it is just being removed.
bool announce(db::Tx& tx, const File& file);

// One that there is, as an image of whoever asks; it will not be removed before the transaction ends.
std::optional<Image> take(db::Tx& tx, const std::string& path);

// Notes since when files have been without an image, and which of them have one again. At most `limit` of each; says
// how many it were.
std::size_t note_unused(db::Tx& tx, int limit);

// Those that have had no image for a day, from now on nobody's; with them those that were condemned before and are
// still there.
std::vector<std::string> condemn(db::Tx& tx, int limit);

// They are removed from the store.
void forget(db::Tx& tx, const std::vector<std::string>& paths);

}  // namespace kontor::catalog::media_files
