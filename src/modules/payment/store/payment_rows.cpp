#include "modules/payment/store/payment_rows.hpp"

#include "kernel/json/json.hpp"

namespace kontor::payment {

namespace {

// A refund and a payment as their rows are.
struct RefundRow {
  Uuid id;
  Uuid payment_id;
  std::int64_t amount_minor = 0;
  std::string reason;
  RefundStatus status = RefundStatus::pending;
  std::string failure;
  std::string provider_ref;
};
KONTOR_DESCRIBE(RefundRow, id, payment_id, amount_minor, reason, status, failure, provider_ref)

struct PaymentRow {
  Uuid id;
  Uuid reference;
  std::string provider;
  std::int64_t amount_minor = 0;
  std::optional<std::string> currency;
  std::string description;
  PaymentStatus status = PaymentStatus::pending;
  bool wants_capture = false;
  bool wants_void = false;
  bool stray = false;
  Step step = Step::none;
  int step_number = 0;
  std::string provider_ref;
  std::int64_t captured_minor = 0;
  std::int64_t refunded_minor = 0;
  std::int64_t refunding_minor = 0;
  std::optional<NextAction> next_action;
  std::string failure_code;
  std::string failure_text;
};
KONTOR_DESCRIBE(PaymentRow, id, reference, provider, amount_minor, currency, description, status, wants_capture,
                wants_void, stray, step, step_number, provider_ref, captured_minor, refunded_minor, refunding_minor,
                next_action, failure_code, failure_text)

struct BookedRow {
  Uuid payment_id;
  std::optional<Uuid> refund_id;
  std::string debit;
  std::string credit;
  std::int64_t amount_minor = 0;
  std::string currency;
};
KONTOR_DESCRIBE(BookedRow, payment_id, refund_id, debit, credit, amount_minor, currency)

struct AttemptRow {
  Uuid payment_id;
  int number = 0;
  Step step = Step::none;
};
KONTOR_DESCRIBE(AttemptRow, payment_id, number, step)

// What the database wrote itself is as it is described.
template <class T>
T described(std::string_view json) {
  auto read = json::read<T>(json);
  KONTOR_CHECK(read.ok(), "a column holds what was written into it");
  return *std::move(read);
}

template <class T>
T enumerated(std::string_view name) {
  return described<T>('"' + std::string(name) + '"');
}

PaymentRow row_of(const Payment& payment) {
  PaymentRow row{.id = payment.id.uuid(),
                 .reference = payment.reference,
                 .provider = payment.provider,
                 .amount_minor = payment.amount.amount(),
                 .currency = {},
                 .description = payment.description,
                 .status = payment.status,
                 .wants_capture = payment.wants_capture,
                 .wants_void = payment.wants_void,
                 .stray = payment.stray,
                 .step = payment.step,
                 .step_number = payment.step_number,
                 .provider_ref = payment.provider_ref,
                 .captured_minor = payment.captured_minor,
                 .refunded_minor = payment.refunded_minor(),
                 .refunding_minor = payment.refunding_minor(),
                 .next_action = payment.next_action,
                 .failure_code = payment.failure_code,
                 .failure_text = payment.failure_text};
  if (payment.amount.currency() != Currency()) row.currency = std::string(payment.amount.currency().code());
  return row;
}

Payment payment_of(const db::Row& row) {
  Payment payment;
  payment.id = row.get<PaymentId>("id");
  payment.reference = row.get<Uuid>("reference");
  payment.provider = row.get<std::string>("provider");
  payment.amount = {row.get<std::int64_t>("amount_minor"),
                    row.get<std::optional<Currency>>("currency").value_or(Currency())};
  payment.description = row.get<std::string>("description");
  payment.status = enumerated<PaymentStatus>(row.get<std::string_view>("status"));
  payment.wants_capture = row.get<bool>("wants_capture");
  payment.wants_void = row.get<bool>("wants_void");
  payment.stray = row.get<bool>("stray");
  payment.step = enumerated<Step>(row.get<std::string_view>("step"));
  payment.step_number = row.get<std::int32_t>("step_number");
  payment.provider_ref = row.get<std::string>("provider_ref");
  payment.captured_minor = row.get<std::int64_t>("captured_minor");
  if (const auto action = row.get<std::optional<db::JsonText>>("next_action")) {
    payment.next_action = described<NextAction>(action->text);
  }
  payment.failure_code = row.get<std::string>("failure_code");
  payment.failure_text = row.get<std::string>("failure_text");
  payment.created_at = row.get<Timestamp>("created_at");
  payment.updated_at = row.get<Timestamp>("updated_at");
  for (auto& refund : described<std::vector<RefundRow>>(row.get<db::JsonText>("refunds").text)) {
    payment.refunds.push_back({RefundId(refund.id), refund.amount_minor, std::move(refund.reason), refund.status,
                               std::move(refund.failure), std::move(refund.provider_ref)});
  }
  return payment;
}

// The payments that a list of ids names, with their refunds.
constexpr std::string_view kRead = R"sql(
  select payment.id, payment.reference, payment.provider, payment.amount_minor, payment.currency, payment.description,
    payment.status, payment.wants_capture, payment.wants_void, payment.stray, payment.step, payment.step_number,
    payment.provider_ref, payment.captured_minor, payment.next_action, payment.failure_code, payment.failure_text,
    payment.created_at, payment.updated_at,
    coalesce((
      select jsonb_agg(jsonb_build_object('id', refund.id, 'payment_id', refund.payment_id,
        'amount_minor', refund.amount_minor, 'reason', refund.reason, 'status', refund.status,
        'failure', refund.failure, 'provider_ref', refund.provider_ref) order by refund.id)
      from payment.refund where refund.payment_id = payment.id
    ), '[]') as refunds
  from payment.payment
  where payment.id = any($1::uuid[])
  order by payment.id
)sql";

// Payments with what was asked about them; with what was answered and booked where there is any, for a statement pays
// for each table that it names.
constexpr std::string_view kAsked = R"sql(
  with asked as (
    insert into payment.attempt (payment_id, number, step, asked_at)
    select payment_id, number, step, kernel.now()
    from jsonb_to_recordset($2::jsonb) as fresh (payment_id uuid, number integer, step text)
  ))sql";
constexpr std::string_view kAnswered = R"sql(,
  booked as (
    insert into payment.ledger (payment_id, refund_id, debit, credit, amount_minor, currency, booked_at)
    select payment_id, refund_id, debit, credit, amount_minor, currency, kernel.now()
    from jsonb_to_recordset($3::jsonb) as fresh (payment_id uuid, refund_id uuid, debit text, credit text,
      amount_minor bigint, currency text)
  ),
  answered as (
    update payment.attempt
    set answered_at = kernel.now(), outcome = $6
    where attempt.payment_id = $4 and attempt.number = $5
  ))sql";
constexpr std::string_view kPayments = R"sql(
  insert into payment.payment as known (id, reference, provider, amount_minor, currency, description, status,
    wants_capture, wants_void, stray, step, step_number, provider_ref, captured_minor, refunded_minor,
    refunding_minor, next_action, failure_code, failure_text, created_at, updated_at)
  select id, reference, provider, amount_minor, currency, description, status, wants_capture, wants_void, stray,
    step, step_number, provider_ref, captured_minor, refunded_minor, refunding_minor, nullif(next_action, 'null'),
    failure_code, failure_text, kernel.now(), kernel.now()
  from jsonb_to_recordset($1::jsonb) as fresh (id uuid, reference uuid, provider text, amount_minor bigint,
    currency text, description text, status text, wants_capture boolean, wants_void boolean, stray boolean,
    step text, step_number integer, provider_ref text, captured_minor bigint, refunded_minor bigint,
    refunding_minor bigint, next_action jsonb, failure_code text, failure_text text)
  on conflict (id) do update
  set reference = excluded.reference, provider = excluded.provider, amount_minor = excluded.amount_minor,
    currency = excluded.currency, status = excluded.status, wants_capture = excluded.wants_capture,
    wants_void = excluded.wants_void, stray = excluded.stray, step = excluded.step,
    step_number = excluded.step_number, provider_ref = excluded.provider_ref,
    captured_minor = excluded.captured_minor, refunded_minor = excluded.refunded_minor,
    refunding_minor = excluded.refunding_minor, next_action = excluded.next_action,
    failure_code = excluded.failure_code, failure_text = excluded.failure_text, updated_at = excluded.updated_at
)sql";

// Behind their payments, which may be new as well.
constexpr std::string_view kSaveRefunds = R"sql(
  insert into payment.refund as known (id, payment_id, amount_minor, reason, status, failure, provider_ref,
    created_at, updated_at)
  select id, payment_id, amount_minor, reason, status, failure, provider_ref, kernel.now(), kernel.now()
  from jsonb_to_recordset($1::jsonb) as fresh (id uuid, payment_id uuid, amount_minor bigint, reason text,
    status text, failure text, provider_ref text)
  on conflict (id) do update
  set status = excluded.status, failure = excluded.failure, provider_ref = excluded.provider_ref,
    updated_at = excluded.updated_at
  where known.status <> excluded.status
)sql";

}  // namespace

namespace payment_rows {

namespace {

constexpr std::string_view kLock = R"sql(
  select payment.id from payment.payment where payment.id = any($1::uuid[]) order by payment.id for update
)sql";

}  // namespace

std::vector<Payment> lock(db::Tx& tx, std::span<const PaymentId> ids, bool probably_new) {
  std::vector<Payment> payments;
  if (probably_new && tx.execute(kLock, ids) == 0) return payments;
  // What another transaction wrote into the refunds while we waited is seen by a statement that begins afterwards.
  if (!probably_new) tx.post(kLock, ids);
  const auto rows = tx.query(kRead, ids);
  for (const auto& row : rows) payments.push_back(payment_of(row));
  return payments;
}

void save(db::Tx& tx, std::span<const Payment> payments, std::span<const Booked> postings,
          std::span<const Attempt> attempts, const std::optional<Answer>& answer) {
  if (payments.empty() && !answer) return;
  std::vector<PaymentRow> rows;
  std::vector<RefundRow> refunds;
  for (const auto& payment : payments) {
    rows.push_back(row_of(payment));
    for (const auto& refund : payment.refunds) {
      refunds.push_back({refund.id.uuid(), payment.id.uuid(), refund.amount_minor, refund.reason, refund.status,
                         refund.failure, refund.provider_ref});
    }
  }
  std::vector<BookedRow> booked;
  for (const auto& one : postings) {
    booked.push_back({one.payment_id.uuid(), one.refund_id ? std::optional(one.refund_id->uuid()) : std::nullopt,
                      one.debit, one.credit, one.amount.amount(), std::string(one.amount.currency().code())});
  }
  std::vector<AttemptRow> asked;
  for (const auto& one : attempts) asked.push_back({one.payment_id.uuid(), one.number, one.step});
  const std::string asking(kAsked);
  if (!answer && booked.empty()) {
    tx.post(asking + std::string(kPayments), json::to_json(rows), json::to_json(asked));
  } else {
    tx.post(asking + std::string(kAnswered) + std::string(kPayments), json::to_json(rows), json::to_json(asked),
            json::to_json(booked), answer ? std::optional(answer->payment_id) : std::nullopt,
            answer ? answer->number : 0, answer ? answer->outcome : "");
  }
  if (!refunds.empty()) tx.post(kSaveRefunds, json::to_json(refunds));
}

void note_asked_after(db::Tx& tx, const PaymentId& id) {
  tx.post(R"sql(update payment.payment set updated_at = kernel.now() where payment.id = $1)sql", id);
}

std::optional<PaymentId> find_by_ref(db::Tx& tx, std::string_view provider, std::string_view ref) {
  const auto row = tx.query(R"sql(
                       select payment.id from payment.payment
                       where payment.provider = $1 and payment.provider_ref = $2 and payment.provider_ref <> ''
                     )sql",
                            provider, ref)
                       .maybe_one();
  if (!row) return std::nullopt;
  return row->get<PaymentId>("id");
}

}  // namespace payment_rows

namespace payment_reads {

namespace {

PaymentSummary summary_of(const Payment& payment) {
  const auto& currency = payment.amount.currency();
  PaymentSummary summary{.id = payment.id,
                         .reference = payment.reference,
                         .provider = payment.provider,
                         .status = payment.status,
                         .amount = payment.amount,
                         .captured = {payment.captured_minor, currency},
                         .refunded = {payment.refunded_minor(), currency},
                         .next_action = payment.next_action,
                         .failure = {}};
  if (!payment.failure_code.empty()) summary.failure = payment.failure_code;
  return summary;
}

Result<std::vector<Payment>> read(const db::Database& database, std::span<const PaymentId> ids) {
  const auto rows = database.read(kRead, ids);
  if (!rows) return rows.error();
  std::vector<Payment> payments;
  for (const auto& row : *rows) payments.push_back(payment_of(row));
  return payments;
}

}  // namespace

Result<std::vector<PaymentSummary>> summaries(const db::Database& database, std::span<const PaymentId> ids) {
  const auto payments = read(database, ids);
  if (!payments) return payments.error();
  std::vector<PaymentSummary> found;
  for (const auto& id : ids) {
    const auto payment = std::ranges::find(*payments, id, &Payment::id);
    if (payment != payments->end()) found.push_back(summary_of(*payment));
  }
  return found;
}

Result<std::optional<Payment>> find(const db::Database& database, const PaymentId& id) {
  auto payments = read(database, {&id, 1});
  if (!payments) return std::move(payments).error();
  if (payments->empty()) return std::optional<Payment>();
  return std::optional(std::move(payments->front()));
}

Result<std::vector<AskedStep>> attempts(const db::Database& database, const PaymentId& id) {
  const auto rows = database.read(R"sql(
    select number, step, asked_at, answered_at, outcome from payment.attempt where payment_id = $1 order by number
  )sql",
                                  id);
  if (!rows) return rows.error();
  std::vector<AskedStep> steps;
  for (const auto& row : *rows) {
    steps.push_back({row.get<std::int32_t>("number"), row.get<std::string>("step"), row.get<Timestamp>("asked_at"),
                     row.get<std::optional<Timestamp>>("answered_at"), row.get<std::string>("outcome")});
  }
  return steps;
}

Result<std::vector<Payment>> list(const db::Database& database, const Filter& filter) {
  const auto rows = database.read(R"sql(
    select payment.id
    from payment.payment
    where ($1::text is null or payment.status = $1) and ($2::text is null or payment.provider = $2)
      and ($3::uuid is null or payment.reference = $3) and ($4::uuid is null or payment.id < $4)
    order by payment.id desc
    limit $5
  )sql",
                                  filter.status, filter.provider, filter.reference, filter.before, filter.limit);
  if (!rows) return rows.error();
  std::vector<PaymentId> ids;
  for (const auto& row : *rows) ids.push_back(row.get<PaymentId>("id"));
  auto payments = read(database, ids);
  if (payments) std::ranges::reverse(*payments);
  return payments;
}

Result<std::vector<Waiting>> waiting(const db::Database& database, std::chrono::seconds silent, int limit) {
  const auto rows = database.read(R"sql(
    (
      select payment.id, payment.provider, payment.provider_ref, false as owes
      from payment.payment
      where payment.step = 'none' and payment.status in ('pending', 'requires_action')
        and payment.provider <> 'manual' and payment.updated_at < kernel.now() - $1 * interval '1 second'
      order by payment.updated_at
      limit $2
    )
    union all
    (
      select payment.id, payment.provider, payment.provider_ref, true
      from payment.payment
      where payment.wants_void and payment.captured_minor > payment.refunded_minor + payment.refunding_minor
        and payment.updated_at < kernel.now() - $1 * interval '1 second'
      order by payment.updated_at
      limit $2
    )
  )sql",
                                  silent.count(), limit);
  if (!rows) return rows.error();
  std::vector<Waiting> found;
  for (const auto& row : *rows) {
    found.push_back({row.get<PaymentId>("id"), row.get<std::string>("provider"), row.get<std::string>("provider_ref"),
                     row.get<bool>("owes")});
  }
  return found;
}

Result<void> check(const db::Database& database) {
  const auto rows = database.read(R"sql(select exists (select from payment.payment) as any_payment)sql");
  return rows ? Result<void>() : rows.error();
}

}  // namespace payment_reads

}  // namespace kontor::payment
