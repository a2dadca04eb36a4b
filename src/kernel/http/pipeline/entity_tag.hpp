#pragma once

#include <string>
#include <string_view>

#include "kernel/http/content.hpp"

// Entity tags are strong, so each encoding of the same bytes has its own: the tag of the identity encoding with `-gz`
// or `-br` before the closing quote. Comparing ignores that ending: who holds any encoding holds the representation.
namespace kontor::http {

// 128 bits of a fast hash, quoted. Stable across runs and machines; not for secrets.
std::string entity_tag_of(std::string_view bytes);

// Appends the tag as this encoding carries it. `tag` is quoted, weak or strong.
void append_entity_tag(std::string& out, std::string_view tag, Encoding encoding);

// Whether a list as in If-None-Match (`*`, `"a", W/"b"`) names the tag: weak comparison.
bool names_entity_tag(std::string_view list, std::string_view tag);

}  // namespace kontor::http
