#include "kernel/media/store.hpp"

#include "kernel/media/disk/disk_store.hpp"
#include "kernel/media/s3/s3_store.hpp"

namespace kontor::media {

std::unique_ptr<Store> open_store(const MediaSettings& settings, std::filesystem::path folder, StoreGround ground) {
  if (settings.store == StoreKind::s3) return std::make_unique<S3Store>(settings, ground);
  return std::make_unique<DiskStore>(std::move(folder));
}

}  // namespace kontor::media
