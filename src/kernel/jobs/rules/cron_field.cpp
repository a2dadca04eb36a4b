#include "kernel/jobs/rules/cron_field.hpp"

#include <optional>

#include "kernel/core/format.hpp"
#include "kernel/core/text.hpp"

namespace kontor::jobs {

namespace {

struct Range {
  int first;
  int last;
  int step;
};

std::optional<int> word_value(const CronField& field, std::string_view text) {
  if (text.size() != 3) return std::nullopt;
  const auto at = field.words.find(text::to_lower(text));
  if (at == std::string_view::npos || at % 4 != 0) return std::nullopt;
  return field.lowest + static_cast<int>(at / 4);
}

Result<int> value_of(const CronField& field, std::string_view text) {
  if (const auto word = word_value(field, text)) return *word;
  const auto number = text::parse_int(text);
  if (!number)
    return bad_cron(format("The {} has {}, which is no number.", field.name, text.empty() ? "nothing" : text));
  if (*number < field.lowest || *number > field.highest) {
    return bad_cron(format("The {} {} is not between {} and {}.", field.name, *number, field.lowest, field.highest));
  }
  return static_cast<int>(*number);
}

Result<int> step_of(const CronField& field, std::string_view text) {
  const auto step = text::parse_int(text);
  if (step && *step >= 1 && *step <= field.highest) return static_cast<int>(*step);
  return bad_cron(format("The step /{} of the {} is not between 1 and {}.", text, field.name, field.highest));
}

// `a`, `a-b` or `*`, without its step.
Result<Range> bounds_of(const CronField& field, std::string_view text, bool stepped) {
  if (text == "*") return Range{field.lowest, field.cycle ? field.lowest + field.cycle - 1 : field.highest, 1};
  const auto dash = text.find('-');
  auto first = value_of(field, text.substr(0, dash));
  if (!first) return std::move(first).error();
  // As in Vixie cron, 5/10 is 5-59/10.
  if (dash == std::string_view::npos) return Range{*first, stepped ? field.highest : *first, 1};
  auto last = value_of(field, text.substr(dash + 1));
  if (!last) return std::move(last).error();
  if (*last < *first && !field.cycle) {
    return bad_cron(format("The range {} of the {} ends before it begins.", text, field.name));
  }
  return Range{*first, *last < *first ? *last + field.cycle : *last, 1};
}

Result<Range> read_item(const CronField& field, std::string_view item) {
  const auto slash = item.find('/');
  auto range = bounds_of(field, item.substr(0, slash), slash != std::string_view::npos);
  if (!range || slash == std::string_view::npos) return range;
  auto step = step_of(field, item.substr(slash + 1));
  if (!step) return std::move(step).error();
  range->step = *step;
  return range;
}

}  // namespace

Error bad_cron(std::string detail) {
  return {ErrorKind::invalid, "bad_cron", std::move(detail)};
}

Result<std::bitset<64>> read_cron_field(const CronField& field, std::string_view text) {
  std::bitset<64> values;
  for (const auto item : text::split(text, ',')) {
    auto range = read_item(field, item);
    if (!range) return std::move(range).error();
    for (int value = range->first; value <= range->last; value += range->step) {
      values.set(static_cast<std::size_t>(field.cycle ? (value - field.lowest) % field.cycle + field.lowest : value));
    }
  }
  return values;
}

}  // namespace kontor::jobs
