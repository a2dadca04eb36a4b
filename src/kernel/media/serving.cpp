#include "kernel/media/serving.hpp"

#include "kernel/core/format.hpp"
#include "kernel/http/static_files.hpp"

namespace kontor::media {

namespace {

struct MediaPath {
  std::string name;
};
KONTOR_DESCRIBE(MediaPath, name)

constexpr std::string_view kForGood = "public, max-age=31536000, immutable";
constexpr std::string_view kForAnHour = "public, max-age=3600";

using http::ByteRange;
using http::Response;

http::Response sent_to(std::string url) {
  Response response;
  response.status = 302;
  response.set("Location", std::move(url));
  response.set("Cache-Control", std::string(kForAnHour));
  return response;
}

void describe(Response& response, const Name& name) {
  response.set("Content-Type", std::string(name.media_type()));
  response.set("Content-Disposition", format("inline; filename=\"{}\"", name.str()));
  response.set("Accept-Ranges", "bytes");
  response.set("ETag", format("\"{}\"", name.str()));
}

// A range asked for of what the client has a part of already; another ETag is never this picture's.
bool wants_range(const http::Request& request, const Name& name) {
  const auto condition = request.header("If-Range");
  const bool applies = condition.empty() || condition == format("\"{}\"", name.str());
  return request.method == http::Method::get && applies && !request.header("Range").empty();
}

Result<Response> part_of(Store& store, const Name& name, const http::Request& request, Deadline deadline) {
  const auto size = store.size(name, deadline);
  if (!size) return size.error();
  const auto range = http::parse_range(request.header("Range"), *size);
  Response response;
  if (range.kind == ByteRange::Kind::unsatisfiable) {
    response.status = 416;
    response.set("Content-Range", format("bytes */{}", *size));
    return response;
  }
  if (range.kind == ByteRange::Kind::part) {
    response.status = 206;
    response.set("Content-Range", format("bytes {}-{}/{}", range.first, range.first + range.length - 1, *size));
  }
  auto bytes = store.get(name, Store::Piece{range.first, range.length}, deadline);
  if (!bytes) return std::move(bytes).error();
  response.body = *std::move(bytes);
  return response;
}

Result<Response> whole_of(Store& store, const Name& name, Deadline deadline) {
  auto bytes = store.get(name, std::nullopt, deadline);
  if (!bytes) return std::move(bytes).error();
  Response response;
  response.body = *std::move(bytes);
  return response;
}

Result<Response> serve(Store& store, const std::string& text, const http::Request& request, Deadline deadline) {
  const auto name = Name::parse(text);
  if (!name) return not_found("picture");
  if (auto elsewhere = store.public_url(*name)) return sent_to(*std::move(elsewhere));
  auto response =
      wants_range(request, *name) ? part_of(store, *name, request, deadline) : whole_of(store, *name, deadline);
  if (response) describe(*response, *name);
  return response;
}

}  // namespace

http::Endpoint media_endpoint(Store& store) {
  return http::get("/media/{name}")
      .at_root()
      .summary("A picture")
      .access(auth::Access::anyone())
      .produces("*/*")
      .operational()
      .priority(http::Priority::catalog)
      .undocumented()
      .takes_any_query()
      .cache_control(std::string(kForGood))
      .path<MediaPath>()
      .handle([&store](const auto& call) { return serve(store, call.path.name, call.request, call.deadline); });
}

}  // namespace kontor::media
