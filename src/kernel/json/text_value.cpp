#include "kernel/json/text_value.hpp"

#include <charconv>

#include "kernel/core/check.hpp"
#include "kernel/core/text.hpp"
#include "kernel/json/assign.hpp"
#include "kernel/json/json.hpp"

namespace kontor::json {

namespace {

using detail::Complaint;
using detail::Verdict;

// nullopt where the whole text is not one number of this kind; `overflow` when it is one but too large.
template <class Number>
std::optional<Number> parse_number(std::string_view text, bool& overflow) {
  Number number{};
  const char* const end = text.data() + text.size();
  const auto [stopped, error] = std::from_chars(text.data(), end, number);
  if (stopped != end || text.empty()) return std::nullopt;
  overflow = error == std::errc::result_out_of_range;
  if (error != std::errc{}) return std::nullopt;
  return number;
}

Verdict integer_from_text(const Type& type, void* target, std::string_view text, const FieldRule* rule) {
  bool overflow = false;
  if (const auto number = parse_number<std::int64_t>(text, overflow)) {
    return detail::assign_signed(type, target, *number, rule);
  }
  if (const auto number = parse_number<std::uint64_t>(text, overflow)) {
    return detail::assign_unsigned(type, target, *number, rule);
  }
  return overflow ? detail::out_of_range(type, rule) : Complaint{"type", "must be an integer"};
}

Verdict number_from_text(const Type& type, void* target, std::string_view text, const FieldRule* rule) {
  bool overflow = false;
  const bool is_digit_first = text.find_first_of("0123456789") <= 1;  // no inf, no nan
  if (is_digit_first) {
    if (const auto number = parse_number<double>(text, overflow)) {
      return detail::assign_number(type, target, *number, rule);
    }
  }
  return overflow ? detail::out_of_range(type, rule) : Complaint{"type", "must be a number"};
}

Verdict boolean_from_text(const Type& type, void* target, std::string_view text) {
  if (text != "true" && text != "false") return Complaint{"type", "must be true or false"};
  return detail::assign_boolean(type, target, text == "true");
}

Verdict string_from_text(const Type& type, void* target, std::string_view text, const FieldRule* rule) {
  if (!text::is_valid_utf8(text)) return Complaint{"format", "must be valid UTF-8"};
  return detail::assign_string(type, target, std::string(text), rule);
}

Verdict any_from_text(const Type& type, void* target, std::string_view text, const FieldRule* rule);

Verdict fill_list(const Type& type, void* target, std::span<const std::string_view> texts, const FieldRule* rule) {
  type.list.clear(target);
  for (const auto text : texts) {
    if (auto complaint = any_from_text(type.element(), type.list.append(target), text, rule)) return complaint;
  }
  return rule == nullptr ? Verdict{} : detail::check_items(texts.size(), *rule);
}

Verdict list_from_text(const Type& type, void* target, std::string_view text, const FieldRule* rule) {
  std::vector<std::string_view> parts;
  if (!text.empty()) parts = text::split(text, ',');
  for (auto& part : parts) part = text::trim(part);
  return fill_list(type, target, parts, rule);
}

std::optional<TextProblem> problem(Verdict verdict) {
  if (!verdict) return std::nullopt;
  return TextProblem{std::string(verdict->code), std::move(verdict->detail)};
}

Verdict any_from_text(const Type& type, void* target, std::string_view text, const FieldRule* rule) {
  switch (type.kind) {
    case Kind::boolean:
      return boolean_from_text(type, target, text);
    case Kind::integer:
      return integer_from_text(type, target, text, rule);
    case Kind::number:
      return number_from_text(type, target, text, rule);
    case Kind::string:
    case Kind::enumeration:
    case Kind::scalar:
      return string_from_text(type, target, text, rule);
    case Kind::optional:
      return any_from_text(type.element(), type.optional.emplace(target), text, rule);
    case Kind::list:
      return list_from_text(type, target, text, rule);
    case Kind::map:
    case Kind::structure:
    case Kind::raw:
      break;
  }
  KONTOR_CHECK(false, "a structure has no plain text");
}

void list_to_text(const Type& type, const void* list, std::string& out) {
  const auto* at = static_cast<const std::byte*>(type.list.data(list));
  for (std::size_t i = 0; i < type.list.size(list); ++i, at += type.list.stride) {
    if (i > 0) out += ',';
    value_to_text(type.element(), at, out);
  }
}

}  // namespace

bool has_text(const Type& type) {
  switch (type.kind) {
    case Kind::map:
    case Kind::structure:
    case Kind::raw:
      return false;
    case Kind::optional:
    case Kind::list:
      return has_text(type.element());
    default:
      return true;
  }
}

std::optional<TextProblem> value_from_text(const Type& type, void* target, std::string_view text,
                                           const FieldRule* rule) {
  return problem(any_from_text(type, target, text, rule));
}

std::optional<TextProblem> list_from_texts(const Type& type, void* target, std::span<const std::string_view> texts,
                                           const FieldRule* rule) {
  if (type.kind == Kind::optional) return list_from_texts(type.element(), type.optional.emplace(target), texts, rule);
  KONTOR_CHECK(type.kind == Kind::list, "several texts are the elements of a list");
  return problem(fill_list(type, target, texts, rule));
}

void value_to_text(const Type& type, const void* value, std::string& out) {
  switch (type.kind) {
    case Kind::string:
      out += *static_cast<const std::string*>(value);
      break;
    case Kind::enumeration:
      out += detail::enumerator_name(type, value);
      break;
    case Kind::scalar:
      type.scalar.print(value, out);
      break;
    case Kind::list:
      list_to_text(type, value, out);
      break;
    case Kind::optional:
      if (const void* held = type.optional.get(value)) value_to_text(type.element(), held, out);
      break;
    default:
      detail::write(type, value, out);
      break;
  }
}

}  // namespace kontor::json
