#include "kernel/jobs/cron.hpp"

#include <array>

#include "kernel/core/format.hpp"
#include "kernel/core/text.hpp"
#include "kernel/jobs/rules/cron_field.hpp"

namespace kontor::jobs {

namespace {

using namespace std::chrono;

// The longest wait for a day that comes at all: 29 February on a certain day of the week, across 2100.
constexpr days kHorizon{366 * 41};

struct Nickname {
  std::string_view word;
  std::string_view meaning;
};
constexpr std::array<Nickname, 7> kNicknames = {{{"@yearly", "0 0 1 1 *"},
                                                 {"@annually", "0 0 1 1 *"},
                                                 {"@monthly", "0 0 1 * *"},
                                                 {"@weekly", "0 0 * * 0"},
                                                 {"@daily", "0 0 * * *"},
                                                 {"@midnight", "0 0 * * *"},
                                                 {"@hourly", "0 * * * *"}}};

Result<std::string_view> without_nickname(std::string_view expression) {
  if (!expression.starts_with('@')) return expression;
  for (const auto& nickname : kNicknames) {
    if (text::iequals(nickname.word, expression)) return nickname.meaning;
  }
  return bad_cron(format("{} is none of @yearly, @monthly, @weekly, @daily, @hourly.", expression));
}

std::vector<std::string_view> words_of(std::string_view text) {
  std::vector<std::string_view> words;
  for (const auto word : text::split(text, ' ')) {
    if (!word.empty()) words.push_back(word);
  }
  return words;
}

// Reads the day of month without its items L; says whether there was one.
bool take_last_day(std::string_view text, std::string& rest) {
  bool found = false;
  for (const auto item : text::split(text, ',')) {
    if (text::iequals(item, "L")) {
      found = true;
    } else {
      rest += (rest.empty() ? "" : ",") + std::string(item);
    }
  }
  return found;
}

}  // namespace

Result<Cron> Cron::parse(std::string_view expression) {
  auto meaning = without_nickname(text::trim(expression));
  if (!meaning) return std::move(meaning).error();
  const auto words = words_of(*meaning);
  if (words.size() != 5) {
    return bad_cron(
        format("There are {} fields instead of five: minute, hour, day of month, month, day of week.", words.size()));
  }
  Cron cron;
  cron.text_ = fmt::format("{}", fmt::join(words_of(text::trim(expression)), " "));
  std::string days;
  cron.last_day_ = take_last_day(words[2], days);
  cron.both_days_ = words[2].starts_with('*') || words[4].starts_with('*');
  const std::array<std::pair<const CronField*, Set*>, 5> fields = {{{&kMinute, &cron.minutes_},
                                                                    {&kHour, &cron.hours_},
                                                                    {&kDay, &cron.days_},
                                                                    {&kMonth, &cron.months_},
                                                                    {&kWeekday, &cron.weekdays_}}};
  for (std::size_t i = 0; i < fields.size(); ++i) {
    if (i == 2 && cron.last_day_ && days.empty()) continue;
    auto values = read_cron_field(*fields[i].first, i == 2 ? std::string_view(days) : words[i]);
    if (!values) return std::move(values).error();
    *fields[i].second = *values;
  }
  if (cron.after(LocalTime{}, 1).empty()) return bad_cron("The day of month never comes in such a month.");
  return cron;
}

bool Cron::runs_on(local_days day) const {
  const year_month_day date(day);
  if (!months_[static_cast<unsigned>(date.month())]) return false;
  const bool is_last = date == year_month_day(date.year() / date.month() / last);
  const bool in_month = days_[static_cast<unsigned>(date.day())] || (last_day_ && is_last);
  const bool in_week = weekdays_[weekday(day).c_encoding()];
  return both_days_ ? in_month && in_week : in_month || in_week;
}

std::vector<LocalTime> Cron::after(LocalTime from, std::size_t most) const {
  std::vector<LocalTime> times;
  const auto first = floor<days>(from);
  for (auto day = first; times.size() < most && day <= first + kHorizon; day += days(1)) {
    if (!runs_on(day)) continue;
    for (int minute = 0; times.size() < most && minute < 24 * 60; ++minute) {
      const LocalTime time = day + minutes(minute);
      if (time > from && hours_[static_cast<std::size_t>(minute / 60)] &&
          minutes_[static_cast<std::size_t>(minute % 60)]) {
        times.push_back(time);
      }
    }
  }
  return times;
}

}  // namespace kontor::jobs
