#pragma once

#include <atomic>
#include <cstddef>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace kontor::http {

enum class Encoding { identity, gzip, br };

// Immutable bytes of an answer, ready to be sent, with their strong ETag. Shared between requests by caches: each
// encoding is made at most once, by whoever asks first. Safe from any thread.
class Content {
 public:
  // What a thing's own writers know better than a hash of the bytes: its entity tag (quoted; empty: the hash), and what
  // it is about, so that a cache can forget it when any of that changes (empty: anything).
  struct Marks {
    std::string etag = {};
    std::vector<std::string> subjects = {};
  };

  Content(std::string bytes, std::string media_type);
  Content(std::string bytes, std::string media_type, Marks marks);

  std::string_view bytes() const { return bytes_; }
  const std::string& media_type() const { return media_type_; }
  const std::string& etag() const { return etag_; }  // of the identity encoding, quotes included

  // By their numbers, so that a cache that looks at them with every request need not read them.
  const std::vector<std::size_t>& subjects() const { return subjects_; }
  static std::size_t number_of(std::string_view subject);

  // May compress now (some hundred microseconds): not for I/O threads unless `has(encoding)`.
  std::string_view encoded(Encoding encoding) const;
  bool has(Encoding encoding) const;
  // Everything it keeps in memory, for the bound of a cache. Grows when an encoding is made.
  std::size_t memory_bytes() const;

 private:
  struct Encoded {
    std::once_flag once;
    std::string bytes;
    std::atomic<bool> ready{false};
  };

  std::string bytes_;
  std::string media_type_;
  std::string etag_;
  std::vector<std::size_t> subjects_;
  mutable Encoded gzip_;
  mutable Encoded br_;
};

using ContentPtr = std::shared_ptr<const Content>;

}  // namespace kontor::http
