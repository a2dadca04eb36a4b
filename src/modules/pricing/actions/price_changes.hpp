#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "kernel/audit/trail.hpp"
#include "kernel/events/log.hpp"

namespace kontor::pricing {

// What prices are made by has changed: it is accounted for, the other instances hear of it, and this one forgets what
// it knew before the change is answered.
class PriceChanges {
 public:
  // `forget` is quick and does not throw.
  PriceChanges(events::Log& log, audit::Trail trail, std::function<void()> forget)
      : log_(log), trail_(trail), forget_(std::move(forget)) {}

  struct Change {
    std::string_view action;  // "promotion_created"
    std::string_view what;    // promotion, price_list, tax or currency
    std::string id;
    std::string before = {};  // JSON; empty: there was nothing
    std::string after = {};
  };
  void note(db::Tx& tx, const Change& change);

 private:
  events::Log& log_;
  audit::Trail trail_;
  std::function<void()> forget_;
};

}  // namespace kontor::pricing
