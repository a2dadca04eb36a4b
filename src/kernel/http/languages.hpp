#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace kontor::http {

// The languages that answers exist in, as tags like "de" or "pt-BR". The first is the house's own, which everything
// exists in.
class Languages {
 public:
  // At least one.
  explicit Languages(std::vector<std::string> tags);

  const std::string& own() const { return tags_.front(); }
  bool has(std::string_view tag) const;
  // What an Accept-Language header likes best: a tag itself, else one of the same language; the own one where nothing
  // fits. Whatever is written there, it is one of these.
  const std::string& choose(std::string_view accept_language) const;

 private:
  const std::string* fitting(std::string_view range) const;

  std::vector<std::string> tags_;
};

}  // namespace kontor::http
