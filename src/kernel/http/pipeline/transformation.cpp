#include "kernel/http/pipeline/transformation.hpp"

#include <algorithm>

#include "kernel/core/text.hpp"
#include "kernel/http/compression.hpp"
#include "kernel/http/pipeline/entity_tag.hpp"
#include "kernel/http/pipeline/negotiation.hpp"
#include "kernel/http/pipeline/route.hpp"

namespace kontor::http {
namespace {

constexpr std::string_view kSecurity =
    "X-Content-Type-Options: nosniff\r\n"
    "Referrer-Policy: no-referrer\r\n"
    "X-Frame-Options: DENY\r\n";
constexpr std::string_view kNoActiveContent = "Content-Security-Policy: default-src 'none'; frame-ancestors 'none'\r\n";
constexpr std::string_view kOnlyHttps = "Strict-Transport-Security: max-age=31536000\r\n";

bool has(const Response& response, std::string_view name) {
  return std::any_of(response.headers.begin(), response.headers.end(),
                     [&](const auto& field) { return text::iequals(field.first, name); });
}

// Takes a header out of the handler's own.
std::string take(Response& response, std::string_view name) {
  for (auto field = response.headers.begin(); field != response.headers.end(); ++field) {
    if (!text::iequals(field->first, name)) continue;
    std::string value = std::move(field->second);
    response.headers.erase(field);
    return value;
  }
  return {};
}

bool is_read(const Request& request) {
  return request.method == Method::get || request.method == Method::head;
}

std::string_view media_type_of(const Response& response) {
  return response.content ? std::string_view(response.content->media_type()) : response.header("Content-Type");
}

std::size_t plain_size(const Response& response) {
  return response.content ? response.content->bytes().size() : response.body.size();
}

std::string_view cache_control_of(const Exchange& exchange, int status) {
  const bool may_be_kept =
      exchange.route && (status == 200 || status == 206 || status == 304) && is_read(exchange.request);
  return may_be_kept ? std::string_view(exchange.route->endpoint.cache_control) : "no-store";
}

bool needs_entity_tag(const Request& request, const Response& response) {
  return response.status == 200 && is_read(request) && !response.content && !response.stream && !response.source &&
         !has(response, "ETag");
}

// False: it has to be made first, and an I/O thread must not. A body that is not kept is small there, and goes plain.
bool encode(Response& response, Encoding encoding, Transformation::Where where) {
  const bool may_work = where == Transformation::Where::worker;
  if (encoding == Encoding::identity || (!response.content && !may_work)) return true;
  if (response.content && !response.content->has(encoding) && !may_work) return false;
  if (response.content) {
    response.content->encoded(encoding);
  } else {
    response.body = compress(encoding, response.body, Effort::every_time);
  }
  response.encoding = encoding;
  return true;
}

std::string take_entity_tag(Response& response) {
  std::string tag = take(response, "ETag");
  if (!response.content) return tag;
  take(response, "Content-Type");  // the content knows its own
  return response.content->etag();
}

// The tag is that of the encoding which 200 would have had.
void become_not_modified(Response& response, Encoding encoding) {
  response.status = 304;
  response.encoding = encoding;
  response.body.clear();
  response.content.reset();
  take(response, "Content-Type");
}

}  // namespace

Transformation::Transformation(std::size_t compress_min_bytes, Cors cors)
    : compress_min_bytes_(compress_min_bytes), cors_(std::move(cors)) {}

bool Transformation::is_worth_compressing(const Response& response) const {
  return response.status != 204 && response.status != 206 && response.status != 304 &&
         plain_size(response) >= compress_min_bytes_ && is_compressible(media_type_of(response)) &&
         !has(response, "Content-Encoding");
}

bool Transformation::answer_not_modified(const Exchange& exchange, Response& response) const {
  if (response.status != 200 || !is_read(exchange.request)) return false;
  const auto known = exchange.request.header("If-None-Match");
  if (known.empty()) return false;
  const auto tag = response.content ? std::string_view(response.content->etag()) : response.header("ETag");
  return !tag.empty() && names_entity_tag(known, tag);
}

bool Transformation::finish(Exchange& exchange, Where where) const {
  Response& response = exchange.response;
  if (needs_entity_tag(exchange.request, response)) response.set("ETag", entity_tag_of(response.body));

  const bool varies = is_worth_compressing(response);
  const bool unchanged = answer_not_modified(exchange, response);
  const auto encoding = varies ? choose_encoding(exchange.request.header("Accept-Encoding")) : Encoding::identity;
  if (!unchanged && !encode(response, encoding, where)) return false;

  const auto etag = take_entity_tag(response);
  if (unchanged) become_not_modified(response, encoding);
  write_head(exchange, response, etag, varies);
  return true;
}

void Transformation::write_head(const Exchange& exchange, Response& response, std::string_view etag,
                                bool varies) const {
  auto& head = response.head;
  if (response.content) response.write_line("Content-Type", response.content->media_type());
  if (response.encoding != Encoding::identity && response.status != 304) {
    response.write_line("Content-Encoding", content_coding(response.encoding));
  }
  if (!etag.empty()) {
    head += "ETag: ";
    append_entity_tag(head, etag, response.encoding);
    head += "\r\n";
  }
  if (varies) head += "Vary: Accept-Encoding\r\n";
  if (!has(response, "Cache-Control"))
    response.write_line("Cache-Control", cache_control_of(exchange, response.status));
  head += kSecurity;
  if (!has(response, "Content-Security-Policy")) head += kNoActiveContent;
  if (exchange.request.secure) head += kOnlyHttps;
  cors_.allow(exchange.request, response);
}

}  // namespace kontor::http
