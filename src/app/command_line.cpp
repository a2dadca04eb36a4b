#include "app/command_line.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "kernel/core/format.hpp"
#include "kernel/core/text.hpp"

namespace kontor::app {

namespace {

constexpr std::array kShorthands{
    Shorthand{"data-dir", "data.dir"},
    Shorthand{"database-url", "database.url"},
    Shorthand{"listen", "http.listen"},
};

Error usage(std::string detail) {
  return Error{ErrorKind::invalid, "usage", std::move(detail)};
}

Error unknown_option(std::string_view name, std::span<const Option> options) {
  std::vector<std::string> known;
  for (const auto& option : options) known.emplace_back(option.name);
  for (const auto& shorthand : kShorthands) known.emplace_back(shorthand.flag);
  const auto nearest = text::nearest(name, known);
  return usage(nearest ? format("unknown option --{}; did you mean --{}?", name, *nearest)
                       : format("unknown option --{}", name));
}

std::optional<std::string> configuration_key(std::string_view name) {
  const auto* shorthand = std::ranges::find(kShorthands, name, &Shorthand::flag);
  if (shorthand != kShorthands.end()) return std::string(shorthand->key);
  if (name.find('.') != std::string_view::npos) return std::string(name);
  return std::nullopt;
}

// `--name=value`, `--name value` or, for a switch, `--name`; walks over the words.
class OptionReader {
 public:
  OptionReader(std::span<const std::string_view> words, std::span<const Option> options)
      : words_(words), options_(options) {}

  Result<CommandLine> read() {
    CommandLine line;
    for (; next_ < words_.size(); ++next_) {
      const auto word = words_[next_];
      if (!word.starts_with("--")) {
        line.arguments.emplace_back(word);
        continue;
      }
      if (auto done = read_option(word.substr(2), line); !done) return std::move(done).error();
    }
    return line;
  }

 private:
  Result<void> read_option(std::string_view word, CommandLine& line) {
    const auto equals = word.find('=');
    const auto name = word.substr(0, equals);
    std::optional<std::string> value;
    if (equals != std::string_view::npos) value = word.substr(equals + 1);

    if (auto key = configuration_key(name)) {
      if (!take_value(value)) return usage(format("--{} needs a value", name));
      line.settings.emplace_back(*std::move(key), *std::move(value));
      return {};
    }
    const auto option = std::ranges::find(options_, name, &Option::name);
    if (option == options_.end()) return unknown_option(name, options_);
    if (option->value.empty()) {
      if (value) return usage(format("--{} takes no value", name));
      value = "true";
    } else if (!take_value(value)) {
      return usage(format("--{} needs a value: {}", name, option->value));
    }
    line.options.insert_or_assign(std::string(name), *std::move(value));
    return {};
  }

  bool take_value(std::optional<std::string>& value) {
    if (!value && next_ + 1 < words_.size()) value = words_[++next_];
    return value.has_value();
  }

  std::span<const std::string_view> words_;
  std::span<const Option> options_;
  std::size_t next_ = 0;
};

}  // namespace

std::string CommandLine::option(std::string_view name, std::string_view otherwise) const {
  const auto found = options.find(name);
  return found == options.end() ? std::string(otherwise) : found->second;
}

std::optional<std::string> CommandLine::given(std::string_view option) const {
  const auto found = options.find(option);
  return found == options.end() ? std::nullopt : std::optional(found->second);
}

std::span<const Shorthand> shorthands() {
  return kShorthands;
}

Result<CommandLine> parse_command_line(std::span<const std::string_view> words, std::span<const Option> options) {
  return OptionReader(words, options).read();
}

}  // namespace kontor::app
