#include "kernel/jobs/errands.hpp"

#include <algorithm>
#include <array>

#include "kernel/core/format.hpp"
#include "kernel/jobs/failpoints.hpp"
#include "kernel/jobs/running/places.hpp"
#include "kernel/telemetry/origin.hpp"
#include "kernel/telemetry/trace.hpp"

namespace kontor::jobs {

namespace {

constexpr std::string_view kRecord = R"sql(select jobs.record_errands($1, $2, $3, $4, $5, $6, $7, $8))sql";

constexpr std::string_view kRecordTaken = R"sql(
  select id, kind, key, payload, recorded_at from jobs.record_taken_errands($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
)sql";

constexpr std::array<std::string_view, 4> kStates = {"waiting", "done", "failed", "dropped"};

// The state is part of the statement, so that those that a person looks for are found by their index.
constexpr std::string_view kList = R"sql(
  select id, kind, key, state, recorded_at, due_at, fence, failures, in_doubt, holder, last_error, ended_at
  from jobs.errand
  where {} and ($1 = '' or kind = $1) and id > $2
  order by id
  limit $3
)sql";

constexpr std::string_view kState = R"sql(select state from jobs.errand where id = $1 for update)sql";

constexpr std::string_view kDrop = R"sql(
  update jobs.errand
  set state = 'dropped', payload = null, ended_at = kernel.now()
  where id = $1
)sql";

constexpr std::string_view kRetry = R"sql(
  update jobs.errand
  set state = 'waiting', due_at = kernel.now(), failures = 0, ended_at = null
  where id = $1
)sql";

ErrandState state_of(const db::Row& row) {
  ErrandState state;
  state.id = row.get<std::int64_t>("id");
  state.kind = row.get<std::string>("kind");
  state.key = row.get<std::string>("key");
  state.state = row.get<std::string>("state");
  state.recorded_at = row.get<Timestamp>("recorded_at");
  state.due_at = row.get<Timestamp>("due_at");
  state.attempts = row.get<std::int64_t>("fence");
  state.failures = row.get<std::int32_t>("failures");
  state.in_doubt = row.get<bool>("in_doubt");
  state.holder = row.get<std::string>("holder");
  state.last_error = row.get<std::string>("last_error");
  state.ended_at = row.get<std::optional<Timestamp>>("ended_at");
  return state;
}

}  // namespace

class Errands::Outbox final : public db::Companion {
 public:
  explicit Outbox(Places* places) : places_(places) {}
  // Also after a rollback, and where nobody knows whether the COMMIT arrived: then the end of the lease brings it back.
  ~Outbox() override {
    for (const auto& kind : promised_) places_->give_back(kind);
  }
  Outbox(const Outbox&) = delete;
  Outbox& operator=(const Outbox&) = delete;

  void add(NewErrand errand) {
    kinds_.emplace_back(errand.kind);
    keys_.push_back(std::move(errand.key));
    payloads_.push_back({std::move(errand.payload)});
    delays_ms_.push_back(errand.delay.count());
  }

  void before_commit(db::Tx& tx) override {
    const auto leases = promised_leases();
    const auto trace = telemetry::current_trace();
    const auto traceparent = trace ? trace->traceparent() : std::string();
    if (promised_.empty()) {
      const auto& origin = telemetry::OriginScope::current();
      tx.post(kRecord, kinds_, keys_, payloads_, delays_ms_, origin.correlation_id, origin.causation_id, origin.actor,
              traceparent);
    } else {
      record_taken(tx, leases, traceparent);
    }
    pass(kErrandRecorded);
  }

  void committed() noexcept override {
    const bool others_wait = promised_.size() < kinds_.size();
    for (auto& one : taken_) {
      promised_.erase(std::ranges::find(promised_, one.errand.kind));
      places_->keep(std::move(one));
    }
    if (places_ != nullptr && others_wait) places_->look();
  }

 private:
  // For each errand, in seconds; 0: waits for whoever looks.
  std::vector<std::int64_t> promised_leases() {
    std::vector<std::int64_t> leases(kinds_.size());
    for (std::size_t i = 0; places_ != nullptr && i < kinds_.size(); ++i) {
      if (delays_ms_[i] > 0 || !places_->promise(kinds_[i])) continue;
      promised_.push_back(kinds_[i]);
      leases[i] = places_->terms().lease.count();
    }
    return leases;
  }

  void record_taken(db::Tx& tx, const std::vector<std::int64_t>& leases, const std::string& traceparent) {
    const auto& origin = telemetry::OriginScope::current();
    const auto deadline = attempt_deadline(places_->terms().lease);
    tx.demand_durability();  // it is performed right behind the COMMIT
    const auto rows = tx.query(kRecordTaken, kinds_, keys_, payloads_, delays_ms_, leases, places_->terms().holder,
                               origin.correlation_id, origin.causation_id, origin.actor, traceparent);
    for (const auto& row : rows) {
      taken_.push_back({.errand = {.id = row.get<std::int64_t>("id"),
                                   .kind = row.get<std::string>("kind"),
                                   .key = row.get<std::string>("key"),
                                   .payload = row.get<std::string>("payload"),
                                   .recorded_at = row.get<Timestamp>("recorded_at"),
                                   .fence = 1,
                                   .deadline = deadline},
                        .origin = origin,
                        .traceparent = traceparent});
    }
  }

  Places* const places_;
  std::vector<std::string> kinds_;
  std::vector<std::string> keys_;
  std::vector<db::JsonText> payloads_;
  std::vector<std::int64_t> delays_ms_;
  std::vector<std::string> promised_;  // the kinds of places that are neither kept nor given back
  std::vector<TakenErrand> taken_;
};

void Errands::record(db::Tx& tx, NewErrand errand) {
  tx.companion<Outbox>([this] { return std::make_unique<Outbox>(places_.get()); }).add(std::move(errand));
}

Result<std::vector<ErrandState>> Errands::list(std::string_view kind, std::string_view state, std::int64_t after,
                                               int limit) const {
  if (!state.empty() && std::ranges::find(kStates, state) == kStates.end()) {
    return invalid({{"/state", "unknown", "is none of waiting, done, failed, dropped"}});
  }
  const auto statement = format(kList, state.empty() ? "true" : format("state = '{}'", state));
  const auto rows = jobs_.read(statement, kind, after, limit);
  if (!rows) return rows.error();
  std::vector<ErrandState> states;
  for (const auto& row : *rows) states.push_back(state_of(row));
  return states;
}

Result<void> Errands::change_failed(std::int64_t id, std::string_view statement, const Along& along) {
  return jobs_.transact([&](db::Tx& tx) -> Result<void> {
    const auto row = tx.query(kState, id).maybe_one();
    if (!row) return not_found("errand");
    if (row->get<std::string_view>("state") != "failed") {
      return conflict("errand_not_failed", "Only an errand that failed can be tried again or dropped.");
    }
    tx.post(statement, id);
    if (along) along(tx);
    return {};
  });
}

Result<void> Errands::retry(std::int64_t id, const Along& along) {
  auto done = change_failed(id, kRetry, along);
  if (done && places_) places_->look();
  return done;
}

Result<void> Errands::drop(std::int64_t id, const Along& along) {
  return change_failed(id, kDrop, along);
}

}  // namespace kontor::jobs
