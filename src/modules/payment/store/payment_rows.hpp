#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "kernel/db/database.hpp"
#include "modules/payment/domain/payment.hpp"
#include "modules/payment/domain/payment_case.hpp"

namespace kontor::payment::payment_rows {

// Those that there are, locked until the transaction ends, in the order of their ids. One round trip; where they are
// `probably_new`, that and one statement if they are, and two if not.
std::vector<Payment> lock(db::Tx& tx, std::span<const PaymentId> ids, bool probably_new = false);

struct Booked {
  PaymentId payment_id;
  std::optional<RefundId> refund_id;
  std::string debit;
  std::string credit;
  Money amount;
};
struct Attempt {
  PaymentId payment_id;
  int number = 0;
  Step step = Step::none;
};
// What came of an attempt.
struct Answer {
  PaymentId payment_id;
  int number = 0;
  std::string outcome;
};
// New or changed, with what is booked for them, what was asked and what was answered: posted, in one statement, and a
// second one where there are refunds.
void save(db::Tx& tx, std::span<const Payment> payments, std::span<const Booked> postings,
          std::span<const Attempt> attempts, const std::optional<Answer>& answer);

// So that the next of those that wait is asked after first.
void note_asked_after(db::Tx& tx, const PaymentId& id);

// Which payment the provider calls so.
std::optional<PaymentId> find_by_ref(db::Tx& tx, std::string_view provider, std::string_view ref);

}  // namespace kontor::payment::payment_rows

namespace kontor::payment::payment_reads {

Result<std::vector<PaymentSummary>> summaries(const db::Database& database, std::span<const PaymentId> ids);
Result<std::optional<Payment>> find(const db::Database& database, const PaymentId& id);

struct AskedStep {
  int number = 0;
  std::string step;
  Timestamp asked_at;
  std::optional<Timestamp> answered_at;
  std::string outcome;
};
Result<std::vector<AskedStep>> attempts(const db::Database& database, const PaymentId& id);

struct Filter {
  std::optional<std::string> status = {};
  std::optional<std::string> provider = {};
  std::optional<Uuid> reference = {};
  std::optional<PaymentId> before = {};  // the newest come first
  int limit = 20;
};
Result<std::vector<Payment>> list(const db::Database& database, const Filter& filter);

// Open ones of which nothing was heard for so long, the longest first, of providers that can be asked, and those of
// which money is owed.
struct Waiting {
  PaymentId id;
  std::string provider;
  std::string provider_ref;
  bool owes = false;
};
Result<std::vector<Waiting>> waiting(const db::Database& database, std::chrono::seconds silent, int limit);

Result<void> check(const db::Database& database);

}  // namespace kontor::payment::payment_reads
