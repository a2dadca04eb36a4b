#pragma once

#include <cstdint>
#include <list>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace kontor::db {

// The names of the statements that one connection keeps prepared, by their text; the least recently used go first.
class StatementCache {
 public:
  explicit StatementCache(std::size_t limit) : limit_(limit) {}

  // nullptr when the text is not kept. The name is good until the next add.
  const std::string* find(std::string_view sql);
  // The name for a new text; beyond the limit the oldest becomes `doomed`.
  const std::string& add(std::string_view sql);
  // The server never got it, or it is of no use any more.
  void forget(std::string_view name);

  // Names that the server still keeps and nobody uses; each stays until `deallocated`.
  const std::vector<std::string>& doomed() const { return doomed_; }
  void doom(std::string_view name);
  void deallocated(std::string_view name);

  std::size_t size() const { return by_age_.size(); }

 private:
  struct Entry {
    std::string sql;
    std::string name;
  };
  using Entries = std::list<Entry>;

  std::size_t limit_;
  std::uint64_t last_number_ = 0;
  Entries by_age_;  // most recently used first
  std::unordered_map<std::string_view, Entries::iterator> by_text_;
  std::vector<std::string> doomed_;
};

}  // namespace kontor::db
