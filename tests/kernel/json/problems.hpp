#pragma once

#include <string>
#include <string_view>

#include "kernel/json/json.hpp"

// "/name length; /price required" or the code of the whole; empty when all is well.
template <class T>
std::string problems_of(const kontor::Result<T>& result) {
  if (result) return "";
  if (result.error().fields.empty()) return result.error().code;
  std::string text;
  for (const auto& field : result.error().fields) {
    if (!text.empty()) text += "; ";
    text += field.pointer + ' ' + field.code;
  }
  return text;
}

template <class T>
std::string problems_in(std::string_view body, const kontor::json::Reading& how = {}) {
  return problems_of(kontor::json::read<T>(body, how));
}
