#pragma once

#include <filesystem>

#include "kernel/media/store.hpp"

namespace kontor::media {

// Files in folders by the first digits of their names: <folder>/3f/a1/3fa1….webp. What a crash left half-written in
// <folder>/unfinished is removed when the next picture is put.
class DiskStore final : public Store {
 public:
  explicit DiskStore(std::filesystem::path folder) : folder_(std::move(folder)) {}

  Result<void> put(const Name& name, std::string_view bytes, Deadline deadline) override;
  Result<std::uint64_t> size(const Name& name, Deadline deadline) override;
  Result<std::string> get(const Name& name, std::optional<Piece> piece, Deadline deadline) override;
  Result<void> remove(const Name& name, Deadline deadline) override;

 private:
  std::filesystem::path path_of(const Name& name) const;
  void sweep() const;

  std::filesystem::path folder_;
};

}  // namespace kontor::media
