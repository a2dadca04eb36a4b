#include <algorithm>

#include "kernel/core/check.hpp"
#include "kernel/core/text.hpp"
#include "kernel/json/json.hpp"
#include "kernel/json/pointer.hpp"
#include "kernel/json/text_value.hpp"

namespace kontor::json::detail {

namespace {

class ParameterReader {
 public:
  ParameterReader(const Type& type, void* target) : type_(type), target_(target), texts_(type.members.size()) {}

  Result<void> read(std::span<const Parameter> parameters) {
    for (const Parameter& parameter : parameters) collect(parameter);
    for (std::size_t i = 0; i < type_.members.size(); ++i) assign(type_.members[i], texts_[i]);
    if (problems_.empty()) return {};
    return invalid(std::move(problems_));
  }

 private:
  static bool is_list(const Type& type) {
    return type.kind == Kind::list || (type.kind == Kind::optional && is_list(type.element()));
  }

  static bool is_map(const Type& type) { return type.kind == Kind::map; }

  void report(std::string_view name, std::string code, std::string detail) {
    std::string pointer;
    append_pointer(pointer, name);
    problems_.push_back({std::move(pointer), std::move(code), std::move(detail)});
  }

  void report_unknown(std::string_view name) {
    if (!text::is_valid_utf8(name)) {
      problems_.push_back({"", "format", "a parameter's name must be valid UTF-8"});
      return;
    }
    std::vector<std::string> names;
    for (const Member& member : type_.members) names.emplace_back(member.name);
    const auto close = text::nearest(name, names);
    report(name, "unknown", close ? "is not known; did you mean " + *close + '?' : "is not known");
  }

  // A repeated list is one list: its texts are joined as if they had come with commas.
  void collect(const Parameter& parameter) {
    const auto member = std::ranges::find(type_.members, parameter.name, &Member::name);
    if (member == type_.members.end()) return collect_entry(parameter);
    if (is_map(member->type())) return report_unknown(parameter.name);
    auto& text = texts_[static_cast<std::size_t>(member - type_.members.begin())];
    if (!text) {
      text = parameter.value;
    } else if (is_list(member->type())) {
      text->append(",").append(parameter.value);
    } else {
      report(parameter.name, "duplicate", "is given twice");
    }
  }

  // `attr.color=red` is the entry "color" of the map `attr`.
  void collect_entry(const Parameter& parameter) {
    const auto dot = parameter.name.find('.');
    const auto member = std::ranges::find(type_.members, parameter.name.substr(0, dot), &Member::name);
    if (dot == std::string_view::npos || member == type_.members.end() || !is_map(member->type()) ||
        !text::is_valid_utf8(parameter.name)) {
      return report_unknown(parameter.name);
    }
    const auto& map = member->type();
    if (const auto& most = member->rule.max_items; most && map.map.size(member->in(target_)) >= *most) {
      return report(member->name, "items", "has too many entries");
    }
    void* entry = map.map.insert(member->in(target_), std::string(parameter.name.substr(dot + 1)));
    if (entry == nullptr) return report(parameter.name, "duplicate", "is given twice");
    auto problem = value_from_text(map.element(), entry, parameter.value, &member->rule);
    if (problem) report(parameter.name, std::move(problem->code), std::move(problem->detail));
  }

  void assign(const Member& member, const std::optional<std::string>& text) {
    if (!text) {
      if (member.required() && !is_list(member.type()) && !is_map(member.type()))
        report(member.name, "required", "is required");
      return;
    }
    auto problem = value_from_text(member.type(), member.in(target_), *text, &member.rule);
    if (problem) report(member.name, std::move(problem->code), std::move(problem->detail));
  }

  const Type& type_;
  void* target_;
  std::vector<std::optional<std::string>> texts_;
  std::vector<FieldProblem> problems_;
};

}  // namespace

Result<void> read_parameters_into(const Type& type, void* target, std::span<const Parameter> parameters) {
  KONTOR_CHECK(type.kind == Kind::structure, "parameters are read into a described struct");
  return ParameterReader(type, target).read(parameters);
}

}  // namespace kontor::json::detail
