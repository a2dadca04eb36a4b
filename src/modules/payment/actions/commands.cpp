#include "modules/payment/actions/commands.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "kernel/events/event_scope.hpp"
#include "kernel/json/json.hpp"
#include "modules/payment/api/card_number.hpp"
#include "modules/payment/store/method_rows.hpp"

namespace kontor::payment {

namespace {

struct Refusal {
  std::string code;
  std::string text;
};

constexpr std::size_t kLongestToken = 255;

// Why a payment is not even tried.
std::optional<Refusal> refusal_of(const TakePayment& command, const std::string& token, const Providers& providers) {
  if (providers.find(command.provider) == nullptr) {
    return Refusal{"unknown_provider", "Payments of this kind are not taken."};
  }
  if (command.amount.amount() <= 0) return Refusal{"invalid_amount", "There is nothing to pay."};
  if (token.size() > kLongestToken || holds_card_number(token)) {
    return Refusal{"invalid_token", "This is not a token of the provider."};
  }
  return std::nullopt;
}

Payment payment_of(const TakePayment& command) {
  Payment payment;
  payment.id = command.payment_id;
  payment.reference = command.reference;
  payment.provider = command.provider;
  payment.amount = command.amount;
  payment.description = command.description;
  payment.wants_capture = command.capture;
  if (payment.amount.is_negative()) payment.amount = {0, payment.amount.currency()};
  return payment;
}

// What a batch does, event by event.
class Obeying {
 public:
  Obeying(db::Tx& tx, PaymentDesk& desk, const Providers& providers, PaymentDesk::Sheet& sheet)
      : tx_(tx), desk_(desk), providers_(providers), sheet_(sheet) {}

  Result<void> obey(const events::Event& event) {
    const events::EventScope scope(event);
    const auto is = [&](const events::MessageType& type) { return event.type == type.name; };
    if (is(TakePayment::kMessage)) return with<TakePayment>(event);
    if (is(CapturePayment::kMessage)) return with<CapturePayment>(event);
    if (is(VoidPayment::kMessage)) return with<VoidPayment>(event);
    return with<RefundPayment>(event);
  }

 private:
  template <class M>
  Result<void> with(const events::Event& event) {
    const auto command = json::read<M>(event.payload, {.unknown = json::Unknown::ignore});
    if (!command) return command.error();
    obey(*command, sheet_.find(command->payment_id));
    return {};
  }

  void obey(const TakePayment& command, PaymentCase* known) {
    if (known != nullptr) {
      known->take_again(command.reference);
      return desk_.tell(tx_, *known);
    }
    auto& fresh = sheet_.add(payment_of(command));
    const auto token = method_rows::token_behind(tx_, command.token, command.user_id, command.provider);
    if (auto refusal = refusal_of(command, token, providers_)) {
      fresh.refuse(std::move(refusal->code), std::move(refusal->text));
      return desk_.tell(tx_, fresh);
    }
    fresh.take();
    const bool stores = command.store_method.value_or(false);
    desk_.tell(tx_, fresh, {token, stores ? command.user_id : std::nullopt});
  }

  void obey(const CapturePayment& command, PaymentCase* known) {
    if (known == nullptr) return unknown(command.payment_id, {});
    known->capture();
    desk_.tell(tx_, *known);
  }

  void obey(const VoidPayment& command, PaymentCase* known) {
    if (known == nullptr) return unknown(command.payment_id, command.reference);
    known->give_up();
    desk_.tell(tx_, *known);
  }

  void obey(const RefundPayment& command, PaymentCase* known) {
    if (known == nullptr) return unknown(command.payment_id, {});
    known->refund_or_announce(command.refund_id, command.amount, command.reason);
    desk_.tell(tx_, *known);
  }

  // Whatever is wanted of a payment that nobody has asked for: whoever asks later is refused, so the answer stays true.
  void unknown(const PaymentId& id, const Uuid& reference) {
    Payment payment;
    payment.id = id;
    payment.reference = reference;
    auto& tombstone = sheet_.add(std::move(payment));
    tombstone.give_up_unknown();
    desk_.tell(tx_, tombstone);
  }

  db::Tx& tx_;
  PaymentDesk& desk_;
  const Providers& providers_;
  PaymentDesk::Sheet& sheet_;
};

Result<void> obey_all(db::Tx& tx, events::Group::Batch batch, PaymentDesk& desk, const Providers& providers) {
  std::set<PaymentId> ids;
  for (const auto& event : batch) {
    if (const auto id = PaymentId::parse(event.aggregateid)) ids.insert(*id);
  }
  const bool all_are_new =
      std::ranges::all_of(batch, [](const auto& event) { return event.type == TakePayment::kMessage.name; });
  auto sheet = desk.open(tx, std::vector<PaymentId>(ids.begin(), ids.end()), all_are_new);
  Obeying obeying(tx, desk, providers, sheet);
  for (const auto& event : batch) {
    if (auto done = obeying.obey(event); !done) return done;
  }
  desk.write(tx, sheet);
  return {};
}

}  // namespace

events::Group commands_group(db::Database database, PaymentDesk& desk, const Providers& providers) {
  return events::Group("payment", std::move(database))
      .on_batch(
          {TakePayment::kMessage, CapturePayment::kMessage, VoidPayment::kMessage, RefundPayment::kMessage},
          [&desk, &providers](db::Tx& tx, events::Group::Batch batch) { return obey_all(tx, batch, desk, providers); })
      .at_once({TakePayment::kMessage});
}

}  // namespace kontor::payment
