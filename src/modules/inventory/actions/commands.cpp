#include "modules/inventory/actions/commands.hpp"

#include <set>
#include <variant>

#include "modules/inventory/actions/bookkeeping.hpp"
#include "modules/inventory/actions/replies.hpp"
#include "modules/inventory/api/events.hpp"
#include "modules/inventory/failpoints.hpp"
#include "modules/inventory/store/reservation_rows.hpp"
#include "modules/inventory/store/stock_rows.hpp"
#include "modules/inventory/wire.hpp"

namespace kontor::inventory {

namespace {

using Command = std::variant<ReserveStock, ExtendReservation, ReleaseStock, CommitStock, RestockReturn>;

template <class M>
Result<Command> read_as(const events::Event& event) {
  auto message = json::read<M>(event.payload, {.unknown = json::Unknown::ignore});
  if (!message) return std::move(message).error();
  return Command(*std::move(message));
}

Result<Command> command_in(const events::Event& event) {
  if (event.type == ReserveStock::kMessage.name) return read_as<ReserveStock>(event);
  if (event.type == ExtendReservation::kMessage.name) return read_as<ExtendReservation>(event);
  if (event.type == ReleaseStock::kMessage.name) return read_as<ReleaseStock>(event);
  if (event.type == CommitStock::kMessage.name) return read_as<CommitStock>(event);
  return read_as<RestockReturn>(event);
}

const Uuid& reference_of(const Command& command) {
  return std::visit([](const auto& one) -> const Uuid& { return one.reference; }, command);
}

Uuid occasion_of(const Command& command) {
  if (const auto* commit = std::get_if<CommitStock>(&command)) return commit->parcel;
  if (const auto* restock = std::get_if<RestockReturn>(&command)) return restock->return_id;
  return {};
}

// What a batch is about.
struct Concerns {
  std::set<Uuid> references;
  std::set<VariantId> variants;
  std::set<VariantId> homeless;  // of which something comes back
  bool passages = false;

  void add(const Command& command) {
    references.insert(reference_of(command));
    passages = passages || !occasion_of(command).is_nil();
    if (const auto* reserve = std::get_if<ReserveStock>(&command)) add(variants, reserve->lines);
    if (const auto* restock = std::get_if<RestockReturn>(&command)) add(homeless, restock->lines);
  }
  void add(const ReservationBook::Kept& kept) {
    for (const auto& reservation : kept.reservations) {
      for (const auto& part : reservation.parts) variants.insert(part.reserved.variant);
    }
  }

 private:
  static void add(std::set<VariantId>& to, const std::vector<StockLine>& lines) {
    for (const auto& line : lines) to.insert(line.variant_id);
  }
};

template <class T>
std::vector<T> listed(const std::set<T>& values) {
  return {values.begin(), values.end()};
}

class Clerk {
 public:
  Clerk(events::Log& log, std::chrono::seconds hold, telemetry::Metrics& metrics)
      : log_(log),
        hold_(hold),
        reserved_(metrics.counter("kontor_inventory_reservations_total", "Reservations that were asked for.",
                                  {{"outcome", "reserved"}})),
        failed_(metrics.counter("kontor_inventory_reservations_total", "Reservations that were asked for.",
                                {{"outcome", "failed"}})) {}

  Result<void> obey(db::Tx& tx, events::Group::Batch batch) {
    std::vector<Command> commands;
    Concerns concerns;
    for (const auto& event : batch) {
      auto command = command_in(event);
      if (!command) return std::move(command).error();
      concerns.add(*command);
      commands.push_back(*std::move(command));
    }
    auto kept = reservation_rows::hold(tx, listed(concerns.references), concerns.passages);
    concerns.add(kept);
    auto stock = hold_stock(tx, concerns);
    if (!stock) return std::move(stock).error();
    pass(kLocked);

    ReservationBook book(std::move(kept), *stock);
    for (std::size_t i = 0; i < commands.size(); ++i) answer(tx, book, commands[i], batch[i]);
    const events::EventScope scope(batch.back());
    reservation_rows::write(tx, book, stock->now());
    enter(tx, log_, *stock);
    pass(kDecided);
    return {};
  }

 private:
  static Result<StockBook> hold_stock(db::Tx& tx, Concerns& concerns) {
    const auto homeless = listed(concerns.homeless);
    if (!homeless.empty()) stock_rows::add_homes(tx, homeless);
    concerns.variants.insert(homeless.begin(), homeless.end());
    auto stock = stock_rows::hold(tx, listed(concerns.variants));
    for (const auto& variant : homeless) {
      if (stock.home_of(variant) == nullptr) {
        return conflict("no_open_warehouse", "What comes back has nowhere to go: open a warehouse.");
      }
    }
    return stock;
  }

  void answer(db::Tx& tx, ReservationBook& book, const Command& command, const events::Event& event) {
    const events::EventScope scope(event);
    const auto reply = std::visit([&](const auto& one) { return reply_to(book, one); }, command);
    publish_reply(tx, log_, reference_of(command), occasion_of(command), reply);
  }

  Reply reply_to(ReservationBook& book, const ReserveStock& command) {
    const auto hold = command.hold_seconds == 0 ? hold_ : std::chrono::seconds(command.hold_seconds);
    auto reply = book.reserve(command.reference, lines_of(command.lines), hold);
    (reply.kind == Reply::Kind::reserved ? reserved_ : failed_).add();
    return reply;
  }
  static Reply reply_to(ReservationBook& book, const ExtendReservation& command) {
    return book.extend(command.reference, command.until);
  }
  static Reply reply_to(ReservationBook& book, const ReleaseStock& command) {
    return book.release(command.reference, command.reason);
  }
  static Reply reply_to(ReservationBook& book, const CommitStock& command) {
    return book.commit(command.reference, command.parcel, lines_of(command.lines));
  }
  static Reply reply_to(ReservationBook& book, const RestockReturn& command) {
    return book.restock(command.reference, command.return_id, lines_of(command.lines));
  }

  events::Log& log_;
  std::chrono::seconds hold_;
  telemetry::Counter& reserved_;
  telemetry::Counter& failed_;
};

}  // namespace

events::Group commands_group(const db::Database& database, events::Log& log, std::chrono::seconds hold,
                             telemetry::Metrics& metrics) {
  return events::Group("inventory", database)
      .on_batch({ReserveStock::kMessage, ExtendReservation::kMessage, ReleaseStock::kMessage, CommitStock::kMessage,
                 RestockReturn::kMessage},
                [clerk = std::make_shared<Clerk>(log, hold, metrics)](db::Tx& tx, events::Group::Batch batch) {
                  return clerk->obey(tx, batch);
                })
      .at_once({ReserveStock::kMessage})
      .relaxed();
}

}  // namespace kontor::inventory
