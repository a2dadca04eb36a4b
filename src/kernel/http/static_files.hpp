#pragma once

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>

#include "kernel/core/embedded.hpp"
#include "kernel/http/endpoint.hpp"

namespace kontor::http {

struct StaticOptions {
  // Names that hold a hash of the content never change: browsers need not ask again for a year.
  bool immutable = false;
  // Larger files are answered in ranges only, each at most this long; a whole one is 413.
  std::size_t max_bytes = 16 << 20;
  std::string content_security_policy = {};  // empty: that of every answer, which lets nothing run
};

// GET <prefix>/{file*} from a folder: no dot files, nothing outside the folder whatever the path or its links say.
// Strong ETag of size and time of change, Last-Modified, single ranges, conditional GET. Read by a worker each time.
Endpoint folder_endpoint(std::string prefix, std::filesystem::path folder, StaticOptions options = {});

// The same for files that are part of the binary, from memory.
Endpoint embedded_endpoint(std::string prefix, std::span<const embedded::File> files, StaticOptions options = {});

// By the name's ending; application/octet-stream for an unknown one.
std::string_view media_type_of_file(std::string_view name);

struct ByteRange {
  enum class Kind { whole, part, unsatisfiable };
  Kind kind = Kind::whole;
  std::size_t first = 0;
  std::size_t length = 0;
};

// One range of a Range header. What is no single, well-formed byte range asks for the whole.
ByteRange parse_range(std::string_view range, std::size_t size);

}  // namespace kontor::http
