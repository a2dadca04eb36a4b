#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/core/result.hpp"
#include "kernel/core/time.hpp"
#include "modules/payment/domain/charge.hpp"
#include "modules/payment/domain/payment.hpp"

namespace kontor::payment {

// A charge as a provider is asked for it. `key` is the idempotency key: the same each time the same thing is asked.
struct ChargeOrder {
  PaymentId payment_id;
  std::string key;
  Money amount;
  std::string provider_ref;  // empty where we were never told
  std::string token;         // to authorise with; never logged
  std::string description;
  bool capture = false;  // when authorising: capture it too, if that is the same call
};

struct RefundOrder {
  PaymentId payment_id;
  RefundId refund_id;
  std::string key;
  Money amount;
  std::string provider_ref;
  std::string reason;
};

// News that a provider sends, or that its journal holds: of a charge or of a refund.
struct Notice {
  std::string event_id;                 // the provider's
  std::optional<PaymentId> payment_id;  // where the provider kept what we call it
  std::string provider_ref;
  Money amount;  // of the whole charge; nothing where it is not said
  std::optional<Charge> charge;
  struct RefundNews {
    std::optional<RefundId> refund_id;
    std::int64_t amount_minor = 0;
    RefundReport report;
  };
  std::optional<RefundNews> refund;
};

// A webhook as it came in.
struct WebhookMessage {
  std::function<std::string_view(std::string_view name)> header;
  std::string_view body;
};

// Somebody who takes money for us. Asked outside of transactions, by several threads at once; each call blocks until
// the deadline at most. Where the outcome is not known the error is `outcome_unknown`, and the same is asked again with
// the same key; `unavailable` says that nothing happened; any other error is a refusal.
class Provider {
 public:
  virtual ~Provider() = default;

  virtual std::string_view name() const = 0;

  // Where it is to be captured too, the charge may be captured or only authorized: then capture() is asked next.
  virtual Result<Charge> authorise(const ChargeOrder& order, Deadline deadline) = 0;
  // All of it. A charge that cannot be captured any more is given as it is.
  virtual Result<Charge> capture(const ChargeOrder& order, Deadline deadline) = 0;
  // A charge that has been captured meanwhile is given as it is; one that is neither that nor cancelled afterwards is
  // `outcome_unknown`.
  virtual Result<Charge> cancel(const ChargeOrder& order, Deadline deadline) = 0;
  virtual Result<RefundReport> refund(const RefundOrder& order, Deadline deadline) = 0;
  // By what we call it, or by what the provider does where that is known. nullopt: there is none.
  virtual Result<std::optional<Charge>> find(const PaymentId& id, const std::string& provider_ref,
                                             Deadline deadline) = 0;

  // What happened with the provider behind a place in its journal, the oldest first, and the place to go on from.
  // Empty: from the beginning, or as far back as the provider tells.
  struct JournalPage {
    std::vector<Notice> notices;
    std::string upto;
    bool has_more = false;
  };
  virtual Result<JournalPage> journal(const std::string& behind, Deadline deadline) = 0;

  // `rejected` (invalid_signature) for what the provider did not sign, or not now. nullopt: nothing that concerns us.
  virtual Result<std::optional<Notice>> read_webhook(const WebhookMessage& message) = 0;
};

}  // namespace kontor::payment
