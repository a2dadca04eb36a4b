#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "kernel/telemetry/metrics.hpp"

// The pieces of the Prometheus text format 0.0.4.
namespace kontor::telemetry {

bool is_metric_name(std::string_view name);
bool is_label_name(std::string_view name);  // `__` is Prometheus' own

// `route="/a",status="200"`: sorted by name, values escaped; empty without labels.
std::string label_text(Labels labels);

void append_family_head(std::string& out, std::string_view name, std::string_view help, std::string_view type);
void append_sample(std::string& out, std::string_view name, std::string_view labels, double value);
void append_sample(std::string& out, std::string_view name, std::string_view labels, std::uint64_t value);
void append_sample(std::string& out, std::string_view name, std::string_view labels, std::int64_t value);
void append_histogram(std::string& out, std::string_view name, std::string_view labels, const Histogram& histogram);

}  // namespace kontor::telemetry
