#include "kernel/http/static_files.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <map>
#include <system_error>
#include <utility>

#include "kernel/core/format.hpp"
#include "kernel/core/text.hpp"
#include "kernel/http/edge/response_head.hpp"

namespace kontor::http {
namespace {

struct FilePath {
  std::string file;
};
KONTOR_DESCRIBE(FilePath, file)

constexpr std::string_view kImmutable = "public, max-age=31536000, immutable";

Error no_such_file() {
  return not_found("file");
}

// Each segment of a path below the folder is a plain name: no dots in front, no slash or NUL inside.
bool is_plain(std::string_view path) {
  const auto segments = text::split(path, '/');
  return std::all_of(segments.begin(), segments.end(), [](std::string_view segment) {
    return !segment.empty() && segment.front() != '.' && segment.find('\0') == segment.npos &&
           segment.find('\\') == segment.npos;
  });
}

class OpenFile {
 public:
  explicit OpenFile(const std::filesystem::path& path)
      : descriptor_(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW)) {}
  ~OpenFile() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;

  // False when there is no regular file.
  bool inspect(struct stat& facts) const {
    return descriptor_ >= 0 && ::fstat(descriptor_, &facts) == 0 && S_ISREG(facts.st_mode);
  }

  std::string read(std::size_t first, std::size_t length) const {
    std::string bytes(length, '\0');
    std::size_t done = 0;
    while (done < length) {
      const auto got = ::pread(descriptor_, bytes.data() + done, length - done, static_cast<off_t>(first + done));
      if (got < 0 && errno == EINTR) continue;
      if (got < 0) throw std::system_error(errno, std::generic_category(), "reading a static file");
      if (got == 0) break;
      done += static_cast<std::size_t>(got);
    }
    bytes.resize(done);
    return bytes;
  }

 private:
  int descriptor_;
};

void decorate(Response& response, std::string_view name, const StaticOptions& options) {
  response.set("Accept-Ranges", "bytes");
  if (!response.content) response.set("Content-Type", std::string(media_type_of_file(name)));
  if (!options.content_security_policy.empty()) {
    response.set("Content-Security-Policy", options.content_security_policy);
  }
}

Error too_large(std::size_t max_bytes) {
  return {ErrorKind::invalid, "payload_too_large", format("Ask for ranges of at most {} bytes.", max_bytes)};
}

// If-Range asks for the whole where the file has changed since.
ByteRange wanted_range(const Request& request, std::string_view etag, std::size_t size) {
  const auto condition = request.header("If-Range");
  const bool applies = request.method == Method::get && (condition.empty() || condition == etag);
  return applies ? parse_range(request.header("Range"), size) : ByteRange{ByteRange::Kind::whole, 0, size};
}

void describe_range(Response& response, const ByteRange& range, std::size_t size) {
  if (range.kind == ByteRange::Kind::unsatisfiable) {
    response.status = 416;
    response.set("Content-Range", format("bytes */{}", size));
  } else if (range.kind == ByteRange::Kind::part) {
    response.status = 206;
    response.set("Content-Range", format("bytes {}-{}/{}", range.first, range.first + range.length - 1, size));
  }
}

Result<Response> serve_from_folder(const std::filesystem::path& folder, const std::string& name, const Request& request,
                                   const StaticOptions& options) {
  if (!is_plain(name)) return no_such_file();
  // The real path decides, so that no link in between leads out of the folder.
  std::error_code failed;
  const auto real = std::filesystem::canonical(folder / name, failed);
  if (failed) return no_such_file();
  const auto inside = std::mismatch(folder.begin(), folder.end(), real.begin(), real.end());
  if (inside.first != folder.end()) return no_such_file();

  const OpenFile file(real);
  struct stat facts {};
  if (!file.inspect(facts)) return no_such_file();
  const auto size = static_cast<std::size_t>(facts.st_size);
  const auto etag = format("\"{:x}-{:x}{:09}\"", size, facts.st_mtim.tv_sec, facts.st_mtim.tv_nsec);
  auto range = wanted_range(request, etag, size);
  if (range.kind == ByteRange::Kind::whole && size > options.max_bytes) return too_large(options.max_bytes);
  range.length = std::min(range.length, options.max_bytes);

  Response response;
  describe_range(response, range, size);
  if (range.kind != ByteRange::Kind::unsatisfiable) response.body = file.read(range.first, range.length);
  decorate(response, name, options);
  response.set("ETag", etag);
  response.set("Last-Modified", http_date(facts.st_mtim.tv_sec));
  return response;
}

auto declare_files(std::string prefix, const StaticOptions& options) {
  return get(std::move(prefix) + "/{file*}")
      .at_root()
      .summary("Files")
      .access(auth::Access::anyone())
      .produces("*/*")
      .operational()
      .priority(Priority::catalog)
      .undocumented()
      .takes_any_query()
      .cache_control(options.immutable ? std::string(kImmutable) : "public, no-cache")
      .path<FilePath>();
}

}  // namespace

Endpoint folder_endpoint(std::string prefix, std::filesystem::path folder, StaticOptions options) {
  return declare_files(std::move(prefix), options)
      .handle([folder = std::filesystem::canonical(folder), options](const auto& call) -> Result<Response> {
        return serve_from_folder(folder, call.path.file, call.request, options);
      });
}

Endpoint embedded_endpoint(std::string prefix, std::span<const embedded::File> files, StaticOptions options) {
  std::map<std::string, ContentPtr, std::less<>> contents;
  for (const auto& file : files) {
    contents[std::string(file.path)] =
        std::make_shared<const Content>(std::string(file.content), std::string(media_type_of_file(file.path)));
  }
  return declare_files(std::move(prefix), options)
      .from_memory()
      .handle([contents = std::move(contents), options](const auto& call) -> Result<Response> {
        const auto known = contents.find(call.path.file);
        if (known == contents.end()) return no_such_file();
        Response response;
        const auto bytes = known->second->bytes();
        const auto range = wanted_range(call.request, known->second->etag(), bytes.size());
        describe_range(response, range, bytes.size());
        if (range.kind == ByteRange::Kind::whole) response.content = known->second;
        if (range.kind == ByteRange::Kind::part) response.body = bytes.substr(range.first, range.length);
        decorate(response, call.path.file, options);
        return response;
      });
}

std::string_view media_type_of_file(std::string_view name) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 22> kTypes = {{
      {".avif", "image/avif"},
      {".css", "text/css; charset=utf-8"},
      {".csv", "text/csv; charset=utf-8"},
      {".gif", "image/gif"},
      {".html", "text/html; charset=utf-8"},
      {".ico", "image/x-icon"},
      {".jpeg", "image/jpeg"},
      {".jpg", "image/jpeg"},
      {".js", "text/javascript; charset=utf-8"},
      {".json", "application/json"},
      {".map", "application/json"},
      {".mjs", "text/javascript; charset=utf-8"},
      {".mp4", "video/mp4"},
      {".pdf", "application/pdf"},
      {".png", "image/png"},
      {".svg", "image/svg+xml"},
      {".txt", "text/plain; charset=utf-8"},
      {".wasm", "application/wasm"},
      {".webmanifest", "application/manifest+json"},
      {".webp", "image/webp"},
      {".woff2", "font/woff2"},
      {".xml", "application/xml"},
  }};
  const auto dot = name.rfind('.');
  const auto ending = text::to_lower(dot == name.npos ? std::string_view() : name.substr(dot));
  const auto known = std::find_if(kTypes.begin(), kTypes.end(), [&](const auto& type) { return type.first == ending; });
  return known == kTypes.end() ? "application/octet-stream" : known->second;
}

ByteRange parse_range(std::string_view range, std::size_t size) {
  const ByteRange whole{ByteRange::Kind::whole, 0, size};
  const ByteRange none{ByteRange::Kind::unsatisfiable, 0, 0};
  const auto digits = [](std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
  };
  if (!range.starts_with("bytes=")) return whole;
  range.remove_prefix(6);
  const auto dash = range.find('-');
  if (dash == range.npos || !digits(range.substr(0, dash)) || !digits(range.substr(dash + 1))) return whole;
  const auto first = text::parse_int(range.substr(0, dash));
  const auto last = text::parse_int(range.substr(dash + 1));
  if ((!first && dash > 0) || (!last && dash + 1 < range.size()) || (!first && !last)) return whole;

  if (!first) {  // the last so many bytes
    const auto length = std::min(static_cast<std::size_t>(*last), size);
    return length == 0 ? none : ByteRange{ByteRange::Kind::part, size - length, length};
  }
  const auto begin = static_cast<std::size_t>(*first);
  if (last && *last < *first) return whole;
  if (begin >= size) return none;
  const auto end = last ? std::min(static_cast<std::size_t>(*last) + 1, size) : size;
  return {ByteRange::Kind::part, begin, end - begin};
}

}  // namespace kontor::http
