#include "kernel/audit/chain.hpp"

#include <memory>
#include <vector>

#include "kernel/audit/store/entries.hpp"
#include "kernel/audit/trail.hpp"

namespace kontor::audit {

namespace {

Result<Entry> entry_of(const events::Event& event) {
  auto recorded = json::read<EntryRecorded>(event.payload, {.unknown = json::Unknown::ignore});
  if (!recorded) return std::move(recorded).error();
  Entry entry;
  entry.at = event.time;
  entry.event_id = event.id;
  entry.action = std::move(recorded->action);
  entry.subject = std::move(recorded->subject);
  entry.actor = event.headers.actor;
  entry.correlation_id = event.headers.correlation_id;
  entry.before = std::move(recorded->before);
  entry.after = std::move(recorded->after);
  if (recorded->personal) entry.personal = recorded->personal->str();
  return entry;
}

Result<std::vector<Entry>> entries_of(events::Group::Batch batch) {
  std::vector<Entry> entries;
  for (const auto& event : batch) {
    auto entry = entry_of(event);
    if (!entry) return std::move(entry).error();
    entries.push_back(*std::move(entry));
  }
  return entries;
}

// Says how long the chain is when that is committed.
class Told : public db::Companion {
 public:
  explicit Told(telemetry::Gauge& newest) : newest_(newest) {}
  void say(std::int64_t number) { number_ = number; }
  void before_commit(db::Tx&) override {}
  void committed() noexcept override { newest_.set(number_); }

 private:
  telemetry::Gauge& newest_;
  std::int64_t number_ = 0;
};

void link(std::vector<Entry>& entries, Anchor head) {
  for (auto& entry : entries) {
    entry.number = ++head.number;
    entry.previous_hash = head.hash;
    entry.hash = head.hash = hash_of(entry);
  }
}

}  // namespace

events::Group chain(db::Database audit, telemetry::Metrics& metrics) {
  auto& newest = metrics.gauge("kontor_audit_newest_entry", "Number of the newest entry that this process chained");
  return events::Group(std::string(kChainGroup), std::move(audit))
      .on_batch({EntryRecorded::kMessage}, [&newest](db::Tx& tx, events::Group::Batch batch) -> Result<void> {
        auto entries = entries_of(batch);
        if (!entries) return std::move(entries).error();
        if (entries->empty()) return {};
        link(*entries, store::head(tx));
        store::append(tx, *entries);
        tx.companion<Told>([&] { return std::make_unique<Told>(newest); }).say(entries->back().number);
        return {};
      });
}

}  // namespace kontor::audit
