#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string_view>

namespace kontor::http {

// The bytes of one connection that were received and not used yet. Starts small, grows up to what a head may need, and
// gives the memory back between requests. While it is pinned, what views point to stays where it is.
class InputBuffer {
 public:
  explicit InputBuffer(std::size_t max_bytes);

  std::string_view unread() const { return {block_.get() + begin_, end_ - begin_}; }
  // Room to receive into; never empty unless max_bytes are unread.
  std::span<char> room();
  void received(std::size_t bytes) { end_ += bytes; }
  void used(std::size_t bytes) { begin_ += bytes; }

  void pin() { pinned_ = true; }
  void unpin();

 private:
  void move_to_block_of(std::size_t capacity);

  std::size_t max_bytes_;
  std::unique_ptr<char[]> block_;
  std::unique_ptr<char[]> pinned_block_;
  std::size_t capacity_ = 0;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
  bool pinned_ = false;
};

}  // namespace kontor::http
