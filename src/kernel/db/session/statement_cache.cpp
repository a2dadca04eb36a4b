#include "kernel/db/session/statement_cache.hpp"

#include <algorithm>

namespace kontor::db {

const std::string* StatementCache::find(std::string_view sql) {
  const auto found = by_text_.find(sql);
  if (found == by_text_.end()) return nullptr;
  by_age_.splice(by_age_.begin(), by_age_, found->second);
  return &found->second->name;
}

const std::string& StatementCache::add(std::string_view sql) {
  if (by_age_.size() >= limit_) doom(std::string(by_age_.back().name));
  by_age_.push_front({std::string(sql), "k" + std::to_string(++last_number_)});
  by_text_.emplace(by_age_.front().sql, by_age_.begin());
  return by_age_.front().name;
}

void StatementCache::forget(std::string_view name) {
  const auto entry = std::find_if(by_age_.begin(), by_age_.end(), [&](const Entry& e) { return e.name == name; });
  if (entry == by_age_.end()) return;
  by_text_.erase(entry->sql);
  by_age_.erase(entry);
}

void StatementCache::doom(std::string_view name) {
  doomed_.emplace_back(name);
  forget(name);
}

void StatementCache::deallocated(std::string_view name) {
  std::erase(doomed_, name);
}

}  // namespace kontor::db
