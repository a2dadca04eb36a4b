#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "kernel/db/database.hpp"
#include "kernel/events/log.hpp"
#include "kernel/personal/personal_data.hpp"
#include "modules/catalog/api/catalog.hpp"
#include "modules/ordering/domain/saga.hpp"
#include "modules/pricing/api/pricing.hpp"
#include "modules/shipping/api/shipping.hpp"

namespace kontor::ordering {

struct HistoryParts {
  db::Database database;
  events::Log& log;
  personal::PersonalData personal;
  const catalog::Catalog& catalog;
  const pricing::Pricing& pricing;
  const shipping::Shipping& shipping;
  SagaRules rules;
};

// Who ordered, with an account.
struct PastCustomer {
  Uuid user_id;
  std::string email;
  std::string first_name;
  std::string last_name;
};

struct HistoryRequest {
  std::span<const catalog::VariantId> variants;
  std::span<const PastCustomer> customers;
  std::uint64_t orders = 1000;
  std::uint64_t number = 1;  // the same number gives the same history
  Timestamp until;           // its last day
};

// A year of orders of these customers: more before Christmas and at weekends, some things more than others, and things
// that belong together more often together. Priced by the shop's rules and walked through the saga, so that each is
// what a real one would have become; their events are in the log, with their times. Nothing is done where there are
// orders. How many were made.
Result<std::uint64_t> seed_history(const HistoryParts& parts, const HistoryRequest& request);

}  // namespace kontor::ordering
