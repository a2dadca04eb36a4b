#include "kernel/json/raw_text.hpp"

namespace kontor::json::detail {

void RawText::begin_object() {
  writer_.begin_object();
  open_.emplace_back();
}

void RawText::end_object() {
  writer_.end_object();
  open_.pop_back();
}

void RawText::begin_array() {
  writer_.begin_array();
  open_.emplace_back();
}

void RawText::end_array() {
  writer_.end_array();
  open_.pop_back();
}

bool RawText::key(const std::string& name) {
  writer_.key(name);
  return open_.back().insert(name).second;
}

}  // namespace kontor::json::detail
