#include "kernel/telemetry/tracer.hpp"

#include <algorithm>
#include <exception>

#include "kernel/core/random.hpp"

namespace kontor::telemetry {

namespace {

std::optional<TraceContext> parent_of(const SpanStart& start) {
  if (start.parent) return start.parent;
  if (start.links.size() == 1) return start.links.front();
  return start.links.empty() ? current_trace() : std::nullopt;
}

TraceContext root_of(const Tracer& tracer, const SpanStart& start) {
  if (start.links.empty()) return tracer.start_trace();
  auto root = TraceContext::start();
  root.sampled = std::ranges::any_of(start.links, &TraceContext::sampled);
  return root;
}

}  // namespace

TraceContext Tracer::start_trace() const {
  auto started = TraceContext::start();
  started.sampled = on() && static_cast<double>(random_u64() >> 11) * 0x1p-53 < sample_ratio_;
  return started;
}

void Tracer::finish(std::unique_ptr<SpanRecord> span) const {
  if (records(span->context)) queue_->push(std::move(span));
}

void Span::begin(const Tracer& tracer, std::string_view name, const SpanStart& start) {
  const auto parent = parent_of(start);
  context_ = parent ? parent->child() : root_of(tracer, start);
  scope_.emplace(context_);
  if (!tracer.records(context_)) return;
  tracer_ = tracer;
  record_ = std::make_unique<SpanRecord>(name, start.kind, context_);
  if (parent) record_->parent = parent->span_id;
  record_->link(start.links);
  record_->started = std::chrono::system_clock::now();
  began_ = std::chrono::steady_clock::now();
  exceptions_ = std::uncaught_exceptions();
}

void Span::end() {
  record_->duration = std::chrono::steady_clock::now() - began_;
  if (std::uncaught_exceptions() > exceptions_ && !record_->failure) record_->fail("exception");
  tracer_.finish(std::move(record_));
}

}  // namespace kontor::telemetry
