#include "kernel/http/languages.hpp"

#include <algorithm>

#include "kernel/core/check.hpp"
#include "kernel/core/text.hpp"
#include "kernel/http/pipeline/negotiation.hpp"

namespace kontor::http {

Languages::Languages(std::vector<std::string> tags) : tags_(std::move(tags)) {
  KONTOR_CHECK(!tags_.empty(), "a house speaks at least one language");
}

bool Languages::has(std::string_view tag) const {
  return std::ranges::find(tags_, tag) != tags_.end();
}

const std::string* Languages::fitting(std::string_view range) const {
  if (range == "*") return &tags_.front();
  const auto language = [](std::string_view tag) { return tag.substr(0, tag.find('-')); };
  const auto same = std::ranges::find_if(tags_, [&](const auto& tag) { return text::iequals(tag, range); });
  if (same != tags_.end()) return &*same;
  const auto close = std::ranges::find_if(tags_, [&](const auto& tag) { return text::iequals(tag, language(range)); });
  if (close != tags_.end()) return &*close;
  const auto related =
      std::ranges::find_if(tags_, [&](const auto& tag) { return text::iequals(language(tag), language(range)); });
  return related == tags_.end() ? nullptr : &*related;
}

const std::string& Languages::choose(std::string_view accept_language) const {
  const std::string* best = &tags_.front();
  int best_quality = 0;
  for (Weighted rest(accept_language); const auto choice = rest.next();) {
    if (choice->quality <= best_quality) continue;
    if (const auto* tag = fitting(choice->value)) {
      best = tag;
      best_quality = choice->quality;
    }
  }
  return *best;
}

}  // namespace kontor::http
