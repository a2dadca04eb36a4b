#include "kernel/telemetry/metrics_text.hpp"

#include <algorithm>
#include <cmath>

#include "kernel/core/format.hpp"
#include "kernel/telemetry/escape.hpp"

namespace kontor::telemetry {

namespace {

constexpr std::string_view kLetters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_";

bool is_name(std::string_view name, std::string_view also) {
  const auto is_letter = [also](char c) {
    return kLetters.find(c) != std::string_view::npos || also.find(c) != std::string_view::npos;
  };
  return !name.empty() && is_letter(name[0]) &&
         std::ranges::all_of(name, [&](char c) { return is_letter(c) || (c >= '0' && c <= '9'); });
}

void append_escaped_text(std::string& out, std::string_view text, bool in_quotes) {
  std::string valid;
  append_valid_utf8(valid, text);
  for (const char c : valid) {
    if (c == '\\')
      out += "\\\\";
    else if (c == '\n')
      out += "\\n";
    else if (c == '"' && in_quotes)
      out += "\\\"";
    else
      out += c;
  }
}

std::string number_text(double value) {
  if (std::isnan(value)) return "NaN";
  if (std::isinf(value)) return value > 0 ? "+Inf" : "-Inf";
  return format("{}", value);
}

void append_line(std::string& out, std::string_view name, std::string_view labels, std::string_view value) {
  out += name;
  if (!labels.empty()) out.append("{").append(labels).append("}");
  out.append(" ").append(value).append("\n");
}

std::string with_bound(std::string_view labels, double bound) {
  return format("{}{}le=\"{}\"", labels, labels.empty() ? "" : ",", number_text(bound));
}

}  // namespace

bool is_metric_name(std::string_view name) {
  return is_name(name, ":");
}

bool is_label_name(std::string_view name) {
  return is_name(name, "") && !name.starts_with("__");
}

std::string label_text(Labels labels) {
  std::ranges::sort(labels);
  std::string text;
  for (const auto& [name, value] : labels) {
    text.append(text.empty() ? "" : ",").append(name).append("=\"");
    append_escaped_text(text, value, true);
    text += '"';
  }
  return text;
}

void append_family_head(std::string& out, std::string_view name, std::string_view help, std::string_view type) {
  out.append("# HELP ").append(name).append(" ");
  append_escaped_text(out, help, false);
  out.append("\n# TYPE ").append(name).append(" ").append(type).append("\n");
}

void append_sample(std::string& out, std::string_view name, std::string_view labels, double value) {
  append_line(out, name, labels, number_text(value));
}

void append_sample(std::string& out, std::string_view name, std::string_view labels, std::uint64_t value) {
  append_line(out, name, labels, std::to_string(value));
}

void append_sample(std::string& out, std::string_view name, std::string_view labels, std::int64_t value) {
  append_line(out, name, labels, std::to_string(value));
}

void append_histogram(std::string& out, std::string_view name, std::string_view labels, const Histogram& histogram) {
  const double sum = histogram.sum();
  const std::vector<std::uint64_t> counts = histogram.counts();
  const std::string bucket = std::string(name) + "_bucket";
  std::uint64_t below = 0;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    below += counts[i];
    const double bound = i < histogram.bounds().size() ? histogram.bounds()[i] : INFINITY;
    append_sample(out, bucket, with_bound(labels, bound), below);
  }
  append_sample(out, std::string(name) + "_sum", labels, sum);
  append_sample(out, std::string(name) + "_count", labels, below);
}

}  // namespace kontor::telemetry
