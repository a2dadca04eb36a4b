#pragma once

#include <string>
#include <string_view>

#include "kernel/http/content.hpp"

namespace kontor::http {

// `once`: the result is kept and sent many times, so it is worth some work; `every_time`: made for one answer.
enum class Effort { once, every_time };

// gzip or br of the bytes; `identity` copies. Takes tens to hundreds of microseconds for a page.
std::string compress(Encoding encoding, std::string_view bytes, Effort effort);

// RFC 1950, as small as it gets: what PNG files hold.
std::string zlib_stream(std::string_view bytes);

// False for what is compressed already (images, video, archives).
bool is_compressible(std::string_view media_type);

// "gzip", "br"; empty for identity.
std::string_view content_coding(Encoding encoding);

}  // namespace kontor::http
