#include "modules/pricing/actions/claims.hpp"

#include <variant>

#include "kernel/jobs/piece_by_piece.hpp"
#include "kernel/json/json.hpp"
#include "modules/pricing/api/events.hpp"
#include "modules/pricing/failpoints.hpp"
#include "modules/pricing/store/claim_rows.hpp"

namespace kontor::pricing {

namespace {

using Command = std::variant<ClaimPromotions, ReleasePromotions>;

template <class Message>
Result<Command> read_as(const events::Event& event) {
  auto message = json::read<Message>(event.payload, {.unknown = json::Unknown::ignore});
  if (!message) return message.error();
  return Command(*std::move(message));
}

Result<std::vector<Command>> commands_in(events::Group::Batch batch) {
  std::vector<Command> commands;
  for (const auto& event : batch) {
    auto command = event.type == ClaimPromotions::kMessage.name ? read_as<ClaimPromotions>(event)
                                                                : read_as<ReleasePromotions>(event);
    if (!command) return command.error();
    commands.push_back(*std::move(command));
  }
  return commands;
}

ClaimBook open(db::Tx& tx, const std::vector<Command>& commands) {
  std::vector<ClaimPromotions> claims;
  std::vector<Uuid> releases;
  for (const auto& command : commands) {
    if (const auto* claim = std::get_if<ClaimPromotions>(&command)) claims.push_back(*claim);
    if (const auto* release = std::get_if<ReleasePromotions>(&command)) releases.push_back(release->reference);
  }
  return claim_rows::open(tx, claims, releases);
}

void answer(db::Tx& tx, events::Log& log, const Uuid& reference, const HeldClaim& held) {
  if (held.state == ClaimState::claimed) {
    log.publish(tx, reference.str(), PromotionsClaimed{reference});
  } else {
    log.publish(tx, reference.str(), PromotionsRefused{reference, held.refusals});
  }
}

void obey(db::Tx& tx, events::Log& log, ClaimBook& book, const Command& command) {
  if (const auto* claim = std::get_if<ClaimPromotions>(&command)) {
    answer(tx, log, claim->reference, book.claim(*claim));
  } else {
    const auto& reference = std::get<ReleasePromotions>(command).reference;
    book.release(reference);
    log.publish(tx, reference.str(), PromotionsReleased{reference});
  }
}

Result<void> obey_all(db::Tx& tx, events::Log& log, events::Group::Batch batch) {
  const auto commands = commands_in(batch);
  if (!commands) return commands.error();
  auto book = open(tx, *commands);
  pass(kClaimsOpened);
  for (std::size_t i = 0; i < batch.size(); ++i) {
    const events::EventScope scope(batch[i]);
    obey(tx, log, book, (*commands)[i]);
  }
  claim_rows::post(tx, book);
  pass(kClaimsDecided);
  return {};
}

}  // namespace

events::Group claims_group(db::Database database, events::Log& log) {
  return events::Group("pricing-claims", std::move(database))
      .on_batch({ClaimPromotions::kMessage, ReleasePromotions::kMessage},
                [&log](db::Tx& tx, events::Group::Batch batch) { return obey_all(tx, log, batch); })
      .relaxed();
}

jobs::Job forgetting_job(db::Database database, int days) {
  constexpr std::uint64_t kAtOnce = 1000;
  return {.name = "pricing.forget",
          .when = jobs::When::every(std::chrono::hours(1)),
          .run = [database, days](const jobs::JobRun& run) mutable -> Result<void> {
            return jobs::piece_by_piece(run, kAtOnce, [&] {
              return database.transact([days](db::Tx& tx) -> Result<std::uint64_t> {
                return claim_rows::forget_ended(tx, days, static_cast<int>(kAtOnce));
              });
            });
          }};
}

}  // namespace kontor::pricing
