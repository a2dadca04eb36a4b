#include "kernel/http/edge/input_buffer.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

namespace kontor::http {

namespace {
constexpr std::size_t kFirstBytes = 4096;
constexpr std::size_t kLeastRoomBytes = 1024;
}  // namespace

InputBuffer::InputBuffer(std::size_t max_bytes)
    : max_bytes_(std::max(max_bytes, kFirstBytes)),
      block_(std::make_unique_for_overwrite<char[]>(kFirstBytes)),
      capacity_(kFirstBytes) {}

std::span<char> InputBuffer::room() {
  const std::size_t unread_bytes = end_ - begin_;
  if (pinned_) {
    if (pinned_block_ && unread_bytes == 0) begin_ = end_ = 0;
    if (capacity_ - end_ < kLeastRoomBytes) move_to_block_of(std::max(max_bytes_, unread_bytes + kLeastRoomBytes));
  } else if (end_ == capacity_) {
    if (begin_ > 0) {
      std::memmove(block_.get(), block_.get() + begin_, unread_bytes);
      begin_ = 0;
      end_ = unread_bytes;
    } else {
      move_to_block_of(std::min(max_bytes_, capacity_ * 2));
    }
  }
  return {block_.get() + end_, capacity_ - end_};
}

void InputBuffer::unpin() {
  pinned_ = false;
  pinned_block_.reset();
  if (begin_ != end_) return;
  begin_ = end_ = 0;
  if (capacity_ > kFirstBytes) move_to_block_of(kFirstBytes);
}

void InputBuffer::move_to_block_of(std::size_t capacity) {
  const std::string_view kept = unread();
  auto block = std::make_unique_for_overwrite<char[]>(std::max(capacity, kept.size()));
  std::memcpy(block.get(), kept.data(), kept.size());
  std::swap(block_, block);
  // Views point into the first block that was pinned; later ones held only what is already decoded.
  if (pinned_ && !pinned_block_) pinned_block_ = std::move(block);
  capacity_ = std::max(capacity, kept.size());
  end_ = kept.size();
  begin_ = 0;
}

}  // namespace kontor::http
