#pragma once

#include <string>

namespace kontor::telemetry {

// On whose behalf a thread works: a request's, or that of the event it handles. Travels into the events it publishes.
struct Origin {
  std::string correlation_id;  // of all that follows from one request
  std::string causation_id;    // the event that is being handled; empty in a request
  std::string actor;           // who asked for it; empty: nobody who is known
};

// What this thread's origin is while it lives; scopes nest. Keeps a reference.
class OriginScope {
 public:
  explicit OriginScope(const Origin& origin);
  ~OriginScope();
  OriginScope(const OriginScope&) = delete;
  OriginScope& operator=(const OriginScope&) = delete;

  // Of this thread; empty outside of any scope.
  static const Origin& current();

 private:
  const Origin* outer_;
};

}  // namespace kontor::telemetry
