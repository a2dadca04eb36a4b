#pragma once

#include <string>

#include "modules/ordering/domain/saga.hpp"

namespace kontor::ordering {

// One signal's way through the machine: what it does at the step where the saga stands. Its parts are saga.cpp (what is
// true at every step, and time), saga_forward.cpp (until the order is confirmed), saga_sent.cpp (from then on) and
// saga_back.cpp.
class Walk {
 public:
  Walk(const Saga& saga, const Signal& signal, Timestamp now, const SagaRules& rules)
      : signal_(signal), now_(now), rules_(rules) {
    move_.saga = saga;
  }

  Move go();
  void begin(bool has_cart, bool has_claims);
  Move take() { return std::move(move_); }

 private:
  static constexpr int kComfortableSteps = 8;  // that a reservation must outlast for the money to be taken at once

  Saga& saga() { return move_.saga; }
  SignalKind kind() const { return signal_.kind; }
  void note(std::string type, std::string text) { move_.notes.push_back({std::move(type), std::move(text)}); }
  void send(Command command) { move_.commands.push_back(command); }
  void tell(News news) { move_.news.push_back(news); }
  void ignore() { move_.heeded = !move_.notes.empty() || !move_.commands.empty(); }
  bool all_is_back() { return saga().payment.refunded >= saga().payment.captured; }

  void ask(Party party, Command command);
  void enter(Step step);
  void rest();
  bool answers(Party party);
  void learn();
  void settle_payment(std::string status);
  void again();
  void again_or_undo(std::string reason);
  void send_awaited();

  void reserving();
  void reserved();
  bool outlasts(Timestamp moment);
  void paying();
  void lost_on_the_way();
  void wait_for_capture();
  void await_customer();
  void extend(Timestamp until);
  void secure();
  void securing();
  void capturing();
  void ship();
  void shipping();

  void confirm();
  void confirmed();
  void note_refund();
  void dispatch();
  void dispatch_another();
  void commit_parcel();
  void deliver();
  void plan_completion();
  void complete();
  void under_way();

  void recall(std::string reason);
  void lose_shipment();
  void lose_reservation();
  void recalling();
  void undo(std::string reason);
  bool paid_back();
  void compensating();
  void undone(Party party, std::string type, std::string text);
  void finish();
  void cancelled();

  const Signal& signal_;
  const Timestamp now_;
  const SagaRules& rules_;
  Move move_;
};

}  // namespace kontor::ordering
