#include "kernel/http/content.hpp"

#include <algorithm>
#include <functional>

#include "kernel/http/compression.hpp"
#include "kernel/http/pipeline/entity_tag.hpp"

namespace kontor::http {

Content::Content(std::string bytes, std::string media_type)
    : Content(std::move(bytes), std::move(media_type), Marks{}) {}

Content::Content(std::string bytes, std::string media_type, Marks marks)
    : bytes_(std::move(bytes)),
      media_type_(std::move(media_type)),
      etag_(marks.etag.empty() ? entity_tag_of(bytes_) : std::move(marks.etag)),
      subjects_(marks.subjects.size()) {
  std::ranges::transform(marks.subjects, subjects_.begin(), &Content::number_of);
}

std::size_t Content::number_of(std::string_view subject) {
  return std::hash<std::string_view>{}(subject);
}

std::string_view Content::encoded(Encoding encoding) const {
  if (encoding == Encoding::identity) return bytes_;
  Encoded& made = encoding == Encoding::gzip ? gzip_ : br_;
  std::call_once(made.once, [&] {
    made.bytes = compress(encoding, bytes_, Effort::once);
    made.bytes.shrink_to_fit();
    made.ready.store(true, std::memory_order_release);
  });
  return made.bytes;
}

bool Content::has(Encoding encoding) const {
  switch (encoding) {
    case Encoding::gzip:
      return gzip_.ready.load(std::memory_order_acquire);
    case Encoding::br:
      return br_.ready.load(std::memory_order_acquire);
    case Encoding::identity:
      break;
  }
  return true;
}

std::size_t Content::memory_bytes() const {
  std::size_t total = sizeof(Content) + bytes_.capacity() + media_type_.capacity() + etag_.capacity() +
                      subjects_.capacity() * sizeof(std::size_t);
  if (has(Encoding::gzip)) total += gzip_.bytes.capacity();
  if (has(Encoding::br)) total += br_.bytes.capacity();
  return total;
}

}  // namespace kontor::http
