#include "modules/catalog/seed/picture_files.hpp"

#include <cerrno>
#include <cstring>
#include <fstream>

#include "kernel/core/format.hpp"
#include "modules/catalog/seed/picture.hpp"

namespace kontor::catalog::seed {

namespace {

Error not_written(const std::filesystem::path& file, std::string_view reason) {
  return {ErrorKind::internal, "media_not_written", format("{} could not be written: {}", file.string(), reason)};
}

Result<void> write_whole(const std::filesystem::path& file, std::string_view content) {
  auto unfinished = file;
  unfinished += ".part";
  errno = 0;
  std::ofstream out(unfinished, std::ios::binary);
  out << content << std::flush;
  const auto reason = errno;
  out.close();
  if (!out) return not_written(file, std::strerror(reason));
  std::error_code failed;
  std::filesystem::rename(unfinished, file, failed);
  if (failed) return not_written(file, failed.message());
  return {};
}

}  // namespace

Result<void> write_pictures(const std::filesystem::path& media_dir) {
  std::error_code failed;
  const auto folder = (media_dir / picture_path({}, {})).parent_path();
  std::filesystem::create_directories(folder, failed);
  if (failed) return not_written(folder, failed.message());
  for (int family = 0; family < kPictureFamilies; ++family) {
    const Picture picture(static_cast<PictureFamily>(family));
    for (int colour = 0; colour < kColours; ++colour) {
      const auto path = picture_path(static_cast<PictureFamily>(family), static_cast<Colour>(colour));
      if (auto done = write_whole(media_dir / path, picture.png(static_cast<Colour>(colour))); !done) return done;
    }
  }
  return {};
}

}  // namespace kontor::catalog::seed
