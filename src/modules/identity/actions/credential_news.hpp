#pragma once

#include <functional>
#include <string_view>

#include "kernel/db/database.hpp"
#include "kernel/events/log.hpp"

namespace kontor::identity {

// What credentials are judged by has changed: the other instances hear of the event, and this one has looked before the
// change is answered, so that who makes a key may use it and who revokes one is believed.
class CredentialNews {
 public:
  // `catch_up` may block for a query; where it fails the event is left.
  CredentialNews(events::Log& log, std::function<void()> catch_up) : log_(log), catch_up_(std::move(catch_up)) {}

  // `what` is "api_key" or "role".
  void tell(db::Tx& tx, std::string_view what);

 private:
  events::Log& log_;
  std::function<void()> catch_up_;
};

}  // namespace kontor::identity
