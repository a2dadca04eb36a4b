#include "kernel/events/log.hpp"

#include "kernel/core/check.hpp"
#include "kernel/core/text.hpp"
#include "kernel/events/log/outbox.hpp"
#include "kernel/events/log/topics.hpp"

namespace kontor::events {

int partition_of(std::string_view key, int partitions) {
  return static_cast<int>(text::stable_hash(key) % static_cast<std::uint64_t>(partitions));
}

Log::Log(db::Database bus, std::vector<Topic> topics, const EventSettings& settings, const Clock& clock,
         telemetry::Metrics& metrics)
    : bus_(std::move(bus)),
      max_events_(static_cast<std::size_t>(settings.max_events_per_transaction)),
      max_payload_bytes_(static_cast<std::size_t>(settings.max_payload_bytes)),
      clock_(clock),
      topics_(std::make_unique<Topics>(std::move(topics), metrics)) {}

Log::~Log() = default;

void Log::append(db::Tx& tx, NewEvent event) {
  auto& outbox = tx.companion<Outbox>([this] { return std::make_unique<Outbox>(*this); });
  KONTOR_CHECK(&outbox.log() == this, "a transaction publishes to one log");
  outbox.add(std::move(event));
}

Result<std::span<const Log::RegisteredTopic>> Log::topics() {
  if (const auto known = topics_->known()) return *known;
  auto registered =
      bus_.transact([this](db::Tx& tx) -> Result<std::vector<RegisteredTopic>> { return topics_->register_in(tx); });
  if (!registered) return std::move(registered).error();
  topics_->keep(*std::move(registered));
  return *topics_->known();
}

void Log::on_appended(Heard heard) {
  listeners_.push_back(std::move(heard));
}

void Log::handled_by(std::shared_ptr<AtOnce> at_once) {
  at_once_ = std::move(at_once);
}

void Log::announce(std::span<const Appended> appended) const {
  for (const auto& heard : listeners_) heard(appended);
}

}  // namespace kontor::events
