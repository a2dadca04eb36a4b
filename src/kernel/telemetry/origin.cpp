#include "kernel/telemetry/origin.hpp"

namespace kontor::telemetry {

namespace {

thread_local const Origin* present = nullptr;

}  // namespace

OriginScope::OriginScope(const Origin& origin) : outer_(present) {
  present = &origin;
}

OriginScope::~OriginScope() {
  present = outer_;
}

const Origin& OriginScope::current() {
  static const Origin nobody;
  return present != nullptr ? *present : nobody;
}

}  // namespace kontor::telemetry
