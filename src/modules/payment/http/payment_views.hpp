#pragma once

#include <optional>
#include <string>
#include <vector>

#include "kernel/http/page.hpp"
#include "modules/payment/store/ledger_rows.hpp"
#include "modules/payment/store/method_rows.hpp"
#include "modules/payment/store/payment_rows.hpp"

namespace kontor::payment {

struct RefundView {
  RefundId id;
  PaymentId payment_id;
  Money amount;
  std::string reason;
  RefundStatus status = RefundStatus::pending;
  std::optional<std::string> failure;

  static void rules(json::Rules<RefundView>& rule) {
    rule(&RefundView::status).doc("pending until the provider has answered");
    rule(&RefundView::failure).doc("A code, of one that failed");
  }
};
KONTOR_DESCRIBE(RefundView, id, payment_id, amount, reason, status, failure)

struct AttemptView {
  int number = 0;
  std::string step;
  std::string outcome;
  Timestamp asked_at;
  std::optional<Timestamp> answered_at;

  static void rules(json::Rules<AttemptView>& rule) {
    rule(&AttemptView::step).doc("authorise, capture or cancel").example("authorise");
    rule(&AttemptView::outcome).doc("What the provider said; empty until then").example("authorized");
  }
};
KONTOR_DESCRIBE(AttemptView, number, step, outcome, asked_at, answered_at)

struct FailureView {
  std::string code;
  std::string text;
};
KONTOR_DESCRIBE(FailureView, code, text)

struct PaymentView {
  PaymentId id;
  Uuid reference;
  std::string provider;
  std::string provider_ref;
  PaymentStatus status = PaymentStatus::pending;
  Money amount;
  Money captured;
  Money refunded;
  std::string description;
  std::optional<NextAction> next_action;
  std::optional<FailureView> failure;
  std::vector<RefundView> refunds;
  Timestamp created_at;
  Timestamp updated_at;

  static void rules(json::Rules<PaymentView>& rule) {
    rule(&PaymentView::reference).doc("What it pays for, as whoever asked for it said");
    rule(&PaymentView::provider_ref).doc("What the provider calls it");
    rule(&PaymentView::next_action).doc("What the customer has to do before it can go on");
  }
};
KONTOR_DESCRIBE(PaymentView, id, reference, provider, provider_ref, status, amount, captured, refunded, description,
                next_action, failure, refunds, created_at, updated_at)

struct PaymentWithAttempts {
  PaymentView payment;
  std::vector<AttemptView> attempts;
};
KONTOR_DESCRIBE(PaymentWithAttempts, payment, attempts)

// As whoever holds the payment's id may see it.
struct CustomerPaymentView {
  PaymentId id;
  PaymentStatus status = PaymentStatus::pending;
  std::optional<NextAction> next_action;
};
KONTOR_DESCRIBE(CustomerPaymentView, id, status, next_action)

struct LedgerEntryView {
  std::int64_t id = 0;
  PaymentId payment_id;
  std::optional<RefundId> refund_id;
  std::string debit;
  std::string credit;
  Money amount;
  Timestamp booked_at;

  static void rules(json::Rules<LedgerEntryView>& rule) {
    rule(&LedgerEntryView::debit).example("provider:sandbox");
    rule(&LedgerEntryView::credit).example("captured");
  }
};
KONTOR_DESCRIBE(LedgerEntryView, id, payment_id, refund_id, debit, credit, amount, booked_at)

struct BalanceView {
  std::string account;
  Money balance;

  static void rules(json::Rules<BalanceView>& rule) {
    rule(&BalanceView::balance).doc("Debits less credits; over all accounts the sum is zero in each currency");
  }
};
KONTOR_DESCRIBE(BalanceView, account, balance)

struct LedgerView {
  std::vector<BalanceView> balances;
  std::vector<LedgerEntryView> data;
  http::PageInfo page;
};
KONTOR_DESCRIBE(LedgerView, balances, data, page)

struct MethodView {
  MethodId id;
  std::string provider;
  std::string label;
  Timestamp created_at;
};
KONTOR_DESCRIBE(MethodView, id, provider, label, created_at)

RefundView view_of(const PaymentId& id, const Refund& refund, const Currency& currency);
PaymentView view_of(const Payment& payment);
CustomerPaymentView customer_view_of(const Payment& payment);

}  // namespace kontor::payment
