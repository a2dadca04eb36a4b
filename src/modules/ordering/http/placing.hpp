#pragma once

#include <optional>
#include <string>

#include "kernel/http/idempotency_key.hpp"
#include "kernel/json/describe.hpp"
#include "modules/ordering/http/order_endpoints.hpp"

namespace kontor::ordering {

struct PaymentBody {
  std::string provider;
  std::string token;

  static void rules(json::Rules<PaymentBody>& rule) {
    rule(&PaymentBody::provider).length(1, 50).example("sandbox");
    rule(&PaymentBody::token)
        .doc("As the provider's form made it; never a card number")
        .length(1, 500)
        .example("tok_success");
  }
};
KONTOR_DESCRIBE(PaymentBody, provider, token)

std::optional<PaymentChoice> choice_of(const std::optional<PaymentBody>& body);

// Makes the order, unless the key has made one, and answers when its saga has ended or the wait is over.
Result<http::Response> place_basis(const OrderDesk& desk, const std::optional<http::IdempotencyKey>& key,
                                   const Result<Basis>& basis, const std::optional<PaymentChoice>& payment);

}  // namespace kontor::ordering
