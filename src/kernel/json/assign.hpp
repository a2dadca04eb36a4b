#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "kernel/json/type.hpp"

// Putting one value into its place, checked against its type and rule. Shared by JSON, parameters and configuration.
namespace kontor::json::detail {

struct Complaint {
  std::string_view code;
  std::string detail;
};
using Verdict = std::optional<Complaint>;  // nothing: all is well

Verdict assign_boolean(const Type& type, void* target, bool value);
Verdict assign_signed(const Type& type, void* target, std::int64_t value, const FieldRule* rule);
Verdict assign_unsigned(const Type& type, void* target, std::uint64_t value, const FieldRule* rule);
Verdict assign_number(const Type& type, void* target, double value, const FieldRule* rule);
// For strings, enumerations and scalars.
Verdict assign_string(const Type& type, void* target, std::string&& value, const FieldRule* rule);

// PostgreSQL cannot keep U+0000 in a text.
Verdict check_storable(std::string_view text);
Verdict check_items(std::size_t count, const FieldRule& rule);

// "must be a string, not a number".
Complaint wrong_type(const Type& type, std::string_view found);
struct Bounds {
  long double min;
  long double max;
};
// Of a number, as the type and the rule have it.
Bounds effective_bounds(const Type& type, const FieldRule* rule);
// "must be between 1 and 5", as the type and the rule have it.
Complaint out_of_range(const Type& type, const FieldRule* rule);

// An integer or enumeration of any width.
std::int64_t load_integer(const Type& type, const void* value);
// A value outside the described enumerators is a bug and ends the process.
std::string_view enumerator_name(const Type& type, const void* value);

}  // namespace kontor::json::detail
