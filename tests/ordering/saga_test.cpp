#include "modules/ordering/domain/saga.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <map>
#include <random>
#include <sstream>

namespace kontor::ordering {
namespace {

using K = SignalKind;

const SagaRules kRules{.step_timeout = std::chrono::seconds(3)};
const Timestamp kNow{std::chrono::days(20'000)};
const Timestamp kFar = kNow + std::chrono::days(60);
const Timestamp kNear = kNow + std::chrono::seconds(5);
constexpr std::int64_t kPrice = 2500;

Saga walk(Saga saga, const std::vector<Signal>& signals) {
  for (const auto& one : signals) saga = advance(saga, one, kNow, kRules).saga;
  return saga;
}

// A saga that came to each step on the shortest way.
std::map<Step, Saga> standing() {
  const auto reserving = begin(kNow, kRules, true, true, false).saga;
  const auto reserved = [&](Timestamp until) {
    return walk(reserving,
                {{.kind = K::cart_closed}, {.kind = K::stock_reserved, .until = until}, {.kind = K::claims_made}});
  };
  std::map<Step, Saga> at{{Step::reserving, reserving}, {Step::paying, reserved(kFar)}};
  at[Step::awaiting_payment] = walk(at[Step::paying], {{.kind = K::payment_action}});
  at[Step::securing] = walk(reserved(kNear), {{.kind = K::payment_authorized}});
  at[Step::capturing] = walk(at[Step::securing], {{.kind = K::stock_extended, .until = kFar}});
  at[Step::shipping] = walk(at[Step::paying], {{.kind = K::payment_captured, .amount = kPrice}});
  at[Step::confirmed] = walk(at[Step::shipping], {{.kind = K::shipment_created}});
  at[Step::dispatched] = walk(at[Step::confirmed], {{.kind = K::shipment_dispatched}});
  at[Step::delivered] = walk(at[Step::dispatched], {{.kind = K::stock_committed}, {.kind = K::shipment_delivered}});
  at[Step::completed] = walk(at[Step::delivered], {{.kind = K::timeout}});
  at[Step::recalling] = walk(at[Step::confirmed], {{.kind = K::cancel, .code = "by_customer"}});
  at[Step::compensating] = walk(at[Step::paying], {{.kind = K::cancel, .code = "by_customer"}});
  at[Step::cancelled] = walk(at[Step::compensating], {{.kind = K::stock_released},
                                                      {.kind = K::claims_released},
                                                      {.kind = K::cart_reopened},
                                                      {.kind = K::payment_voided}});
  return at;
}

// What each signal does at each step, in the order of the steps: the step afterwards, + where commands go out with it;
// a dot where nothing changes, not even what is known.
constexpr const char* kTable = R"(
timeout                 reser+ payin+ compe+ secur+ captu+ shipp+ .      dispa+ compl  .      recal+ compe+ .
cart_closed             reser  .      .      .      .      .      .      .      .      .      .      .      .
cart_refused            compe+ .      .      .      .      .      .      .      .      .      .      .      .
cart_reopened           .      .      .      .      .      .      .      .      .      .      .      compe  .
stock_reserved          reser  .      .      secur  .      .      .      .      .      .      .      .      .
stock_extended          reser  .      .      captu+ .      .      .      .      .      .      .      .      .
stock_refused           compe+ compe+ compe+ compe+ compe+ recal+ recal+ .      .      .      recal  .      .
stock_released          compe+ compe+ compe+ compe+ compe+ recal+ recal+ .      .      .      recal  compe  .
stock_committed         .      .      .      .      .      .      .      dispa  .      .      .      .      .
claims_made             reser  .      .      .      .      .      .      .      .      .      .      .      .
claims_refused          compe+ .      .      .      .      .      .      .      .      .      .      .      .
claims_released         .      .      .      .      .      .      .      .      .      .      .      compe  .
payment_action          reser  await  .      .      .      .      .      .      .      .      .      compe  .
payment_authorized      reser  payin  payin  .      .      .      .      .      .      .      .      compe  cance
payment_captured        reser  shipp+ shipp+ secur  shipp+ .      .      .      .      .      .      compe  compe+
payment_failed          reser  compe+ compe+ compe+ compe+ .      .      .      .      .      .      compe  cance
payment_voided          reser  compe+ compe+ compe+ compe+ .      .      .      .      .      .      compe  .
payment_refunded        reser  compe+ compe+ compe+ compe+ shipp  confi  dispa  deliv  compl  recal  compe  cance
shipment_created        reser  payin  await  secur  captu  confi  .      .      .      .      .      compe  cance
shipment_failed         reser  payin  await  secur  captu  compe+ compe+ dispa  deliv  compl  compe+ compe  cance
shipment_cancelled      reser  payin  await  secur  captu  compe+ compe+ dispa  deliv  compl  compe+ compe  cance
shipment_recall_refused .      .      .      .      .      .      .      .      .      .      confi  .      .
shipment_dispatched     reser  payin  await  secur  captu  dispa+ dispa+ .      .      .      dispa+ compe  cance
shipment_moved          reser  payin  await  secur  captu  shipp  confi  dispa  .      .      recal  compe  cance
shipment_delivered      reser  payin  await  secur  captu  deliv+ deliv+ deliv  .      .      deliv+ compe  cance
parcel_dispatched       .      .      .      .      .      .      .      dispa+ .      .      .      .      .
cancel                  compe+ compe+ compe+ compe+ compe+ recal+ recal+ .      .      .      .      .      .
)";

std::string outcome(const Saga& saga, SignalKind kind) {
  const auto move = advance(saga, {.kind = kind, .code = "by_customer", .until = kFar, .amount = kPrice}, kNow, kRules);
  if (move.saga == saga && move.commands.empty()) return ".";
  return std::string(to_string(move.saga.step).substr(0, 5)) + (move.commands.empty() ? "" : "+");
}

TEST_CASE("each signal at each step does what the table says") {
  const auto at = standing();
  for (const auto& [step, saga] : at) CHECK(saga.step == step);
  std::istringstream table(kTable);
  int rows = 0;
  for (std::string name; table >> name; ++rows) {
    const auto kind = static_cast<SignalKind>(rows);
    REQUIRE(name == to_string(kind));
    for (const auto& [step, saga] : at) {
      std::string expected;
      table >> expected;
      INFO(name << " at " << to_string(step));
      CHECK(outcome(saga, kind) == expected);
    }
  }
  CHECK(rows == kSignalKinds);
}

std::vector<Command> commands_after(const Saga& saga, const Signal& signal) {
  return advance(saga, signal, kNow, kRules).commands;
}

TEST_CASE("the first commands go out at once, and payment waits for all three answers in whatever order they come") {
  const auto first = begin(kNow, kRules, true, true, false);
  CHECK(first.commands == std::vector{Command::close_cart, Command::reserve_stock, Command::claim_promotions});
  std::vector<Signal> answers{
      {.kind = K::cart_closed}, {.kind = K::stock_reserved, .until = kFar}, {.kind = K::claims_made}};
  std::vector<int> order{0, 1, 2};
  do {
    auto saga = first.saga;
    for (int i = 0; i < 2; ++i) {
      const auto move =
          advance(saga, answers[static_cast<std::size_t>(order[static_cast<std::size_t>(i)])], kNow, kRules);
      CHECK(move.commands.empty());
      saga = move.saga;
    }
    CHECK(commands_after(saga, answers[static_cast<std::size_t>(order[2])]) == std::vector{Command::take_payment});
  } while (std::next_permutation(order.begin(), order.end()));
  CHECK(begin(kNow, kRules, true, false, false).commands == std::vector{Command::close_cart, Command::reserve_stock});
}

TEST_CASE("money is taken at once only where the reservation outlasts it; otherwise it is made sure of in between") {
  const auto at = standing();
  CHECK(at.at(Step::paying).captures);
  const auto unsure = at.at(Step::securing);
  CHECK_FALSE(unsure.captures);
  const auto extended = advance(unsure, {.kind = K::stock_extended, .until = kFar}, kNow, kRules);
  CHECK(extended.commands == std::vector{Command::capture_payment});
  const auto lost = advance(unsure, {.kind = K::stock_refused, .code = "ended"}, kNow, kRules);
  CHECK(std::ranges::count(lost.commands, Command::void_payment) == 1);
  CHECK(lost.saga.reason == "reservation_ended");
}

TEST_CASE("what costs nothing is not paid") {
  auto saga = begin(kNow, kRules, true, false, true).saga;
  saga = walk(saga, {{.kind = K::cart_closed}});
  CHECK(commands_after(saga, {.kind = K::stock_reserved, .until = kFar}) == std::vector{Command::create_shipment});
}

TEST_CASE("a step is asked for again, then the order is turned back; what undoes is asked for without end") {
  const auto at = standing();
  auto saga = at.at(Step::paying);
  for (int attempt = 1; attempt < kRules.attempts; ++attempt) {
    const auto move = advance(saga, {.kind = K::timeout}, kNow, kRules);
    CHECK(move.commands == std::vector{Command::take_payment});
    saga = move.saga;
  }
  auto back = advance(saga, {.kind = K::timeout}, kNow, kRules);
  CHECK(back.saga.step == Step::compensating);
  CHECK(back.saga.reason == "payment_timed_out");
  for (int attempt = 0; attempt < 100; ++attempt) {
    back = advance(back.saga, {.kind = K::timeout}, kNow, kRules);
    CHECK(back.saga.step == Step::compensating);
    CHECK(std::ranges::count(back.commands, Command::void_payment) == 1);
    CHECK(*back.saga.due_at <= kNow + std::chrono::minutes(1));
  }
}

TEST_CASE("undoing does not end while the outcome of the payment is unknown") {
  auto saga = standing().at(Step::compensating);
  saga = walk(saga, {{.kind = K::stock_released}, {.kind = K::claims_released}, {.kind = K::cart_reopened}});
  CHECK(saga.step == Step::compensating);
  saga = walk(saga, {{.kind = K::payment_captured, .amount = kPrice}});
  CHECK(saga.step == Step::compensating);
  saga = walk(saga, {{.kind = K::payment_refunded, .amount = kPrice - 1}});
  CHECK(saga.step == Step::compensating);
  saga = walk(saga, {{.kind = K::payment_refunded, .amount = kPrice}});
  CHECK(saga.step == Step::cancelled);
  CHECK(saga.payment.status == "refunded");
}

TEST_CASE("money that arrives after the end goes back, and the order is told of once") {
  auto move = advance(standing().at(Step::cancelled), {.kind = K::payment_captured, .amount = kPrice}, kNow, kRules);
  CHECK(move.commands == std::vector{Command::void_payment});
  CHECK(move.saga.due_at);
  move = advance(move.saga, {.kind = K::payment_refunded, .amount = kPrice}, kNow, kRules);
  CHECK(move.saga.step == Step::cancelled);
  CHECK(move.news.empty());
}

TEST_CASE("a parcel that has left makes of a cancelling an order that goes on") {
  const auto recalling = standing().at(Step::recalling);
  const auto refused = advance(recalling, {.kind = K::shipment_recall_refused}, kNow, kRules);
  CHECK(refused.saga.status == OrderStatus::confirmed);
  CHECK(refused.saga.reason.empty());
  CHECK(refused.news == std::vector{News::cancel_refused});
  const auto left = advance(recalling, {.kind = K::shipment_dispatched}, kNow, kRules);
  CHECK(left.saga.status == OrderStatus::dispatched);
  CHECK(left.commands == std::vector{Command::commit_stock});
}

TEST_CASE("a transfer may take days, and the reservation outlasts it") {
  const auto paying = standing().at(Step::paying);
  const auto action = advance(paying, {.kind = K::payment_action}, kNow, kRules);
  CHECK(*action.saga.due_at == kNow + kRules.action_deadline);
  const auto transfer = advance(paying, {.kind = K::payment_action, .takes_days = true}, kNow, kRules);
  CHECK(*transfer.saga.due_at == kNow + kRules.transfer_deadline);
  CHECK(transfer.commands.empty());  // held for a month from the beginning
  auto shorter = paying;
  shorter.reserved_until = kNow + std::chrono::hours(2);
  const auto extended = advance(shorter, {.kind = K::payment_action, .takes_days = true}, kNow, kRules);
  CHECK(extended.commands == std::vector{Command::extend_reservation});
  CHECK(*extended.extend_to > *extended.saga.due_at);
}

// Five modules that obey as they should, but whose answers are lost, doubled and late, and which refuse at random.
class Neighbours {
 public:
  explicit Neighbours(std::uint32_t seed) : random_(seed) {}

  void obey(Command command) {
    switch (command) {
      case Command::close_cart:
        if (!cart_closed && !cart_forbidden) (maybe(20) ? cart_forbidden : cart_closed) = true;
        return answer(cart_closed ? K::cart_closed : K::cart_refused);
      case Command::reopen_cart:
        cart_closed = false, cart_forbidden = true;
        return answer(K::cart_reopened);
      case Command::reserve_stock:
        if (!stock_forbidden && !stock_refused) (maybe(15) ? stock_refused : reserved) = true;
        return answer(reserved && !stock_forbidden ? K::stock_reserved : K::stock_refused);
      case Command::release_stock:
        reserved = false, stock_forbidden = true;
        return answer(K::stock_released);
      case Command::extend_reservation:
        return answer(reserved ? K::stock_extended : K::stock_refused);
      case Command::commit_stock:
        committed = true;
        return answer(K::stock_committed);
      case Command::claim_promotions:
        if (!claims_forbidden) claimed = true;
        return answer(claimed ? K::claims_made : K::claims_refused);
      case Command::release_promotions:
        claimed = false, claims_forbidden = true;
        return answer(K::claims_released);
      case Command::take_payment:
        return take_payment();
      case Command::capture_payment:
        if (!voided) captured = true;
        return answer(captured ? K::payment_captured : K::payment_failed);
      case Command::void_payment:
        voided = true;
        if (captured) refunded = true;
        return answer(captured ? K::payment_refunded : K::payment_voided);
      case Command::create_shipment:
        if (!shipment && !recalled) (maybe(10) ? recalled : shipment) = true;
        return answer(shipment ? K::shipment_created : K::shipment_failed);
      case Command::cancel_shipment:
        if (left) return answer(K::shipment_recall_refused);
        shipment = false, recalled = true;
        return answer(K::shipment_cancelled);
    }
  }

  // One of what is on its way; none: time passes.
  Signal next() {
    if (shipment && !left && maybe(10)) return left = true, Signal{.kind = K::shipment_dispatched};
    if (on_its_way.empty() || maybe(20)) return {.kind = K::timeout};
    const auto which = random_() % on_its_way.size();
    const auto kind = on_its_way[which];
    on_its_way.erase(on_its_way.begin() + static_cast<std::ptrdiff_t>(which));
    return {.kind = kind, .until = kNow + std::chrono::days(maybe(50) ? 60 : 0), .amount = kPrice};
  }

  bool maybe(unsigned percent) { return random_() % 100 < percent; }

  bool cart_closed = false, cart_forbidden = false;
  bool reserved = false, stock_refused = false, stock_forbidden = false, committed = false;
  bool claimed = false, claims_forbidden = false;
  bool captured = false, voided = false, refunded = false, declined = false;
  bool shipment = false, recalled = false, left = false;
  std::vector<SignalKind> on_its_way;

 private:
  void answer(SignalKind kind) {
    if (maybe(15)) return;  // lost: the command comes again
    on_its_way.push_back(kind);
    if (maybe(25)) on_its_way.push_back(kind);
  }
  void take_payment() {
    if (voided || declined) return answer(K::payment_failed);
    if (!captured && maybe(15)) return declined = true, answer(K::payment_failed);
    if (!captured && maybe(20)) answer(K::payment_action);
    if (maybe(70) || captured) return captured = true, answer(K::payment_captured);
    answer(K::payment_authorized);
  }

  std::mt19937 random_;
};

TEST_CASE(
    "whatever is lost, doubled, late or refused: an order ends confirmed with all that it needs, or with nothing") {
  int ended_well = 0;
  for (std::uint32_t seed = 0; seed < 3000; ++seed) {
    Neighbours neighbours(seed);
    auto move = begin(kNow, kRules, true, true, false);
    int steps = 0;
    const auto at_rest = [&] { return !move.saga.due_at && move.commands.empty(); };
    for (; steps < 2000 && !(at_rest() && neighbours.on_its_way.empty()); ++steps) {
      for (const auto command : move.commands) neighbours.obey(command);
      const bool cancels = neighbours.maybe(2);
      const auto signal = cancels ? Signal{.kind = K::cancel, .code = "by_customer"} : neighbours.next();
      if (signal.kind == K::timeout && !move.saga.due_at) {
        move.commands.clear();
        continue;
      }
      move = advance(move.saga, signal, kNow, kRules);
    }
    INFO("seed " << seed << " ends " << to_string(move.saga.step) << ' ' << move.saga.reason);
    REQUIRE(steps < 2000);
    const bool is_cancelled = move.saga.step == Step::cancelled;
    ended_well += is_cancelled ? 0 : 1;
    if (is_cancelled) {
      REQUIRE_FALSE(neighbours.reserved);
      REQUIRE_FALSE(neighbours.cart_closed);
      REQUIRE_FALSE(neighbours.claimed);
      REQUIRE_FALSE(neighbours.left);
      REQUIRE_FALSE(neighbours.shipment);
      REQUIRE(neighbours.captured == neighbours.refunded);
    } else {
      REQUIRE(move.saga.status != OrderStatus::pending);
      REQUIRE(neighbours.reserved);
      REQUIRE(neighbours.cart_closed);
      REQUIRE(neighbours.claimed);
      REQUIRE(neighbours.captured);
      REQUIRE_FALSE(neighbours.refunded);
      REQUIRE(neighbours.shipment);
      REQUIRE(neighbours.committed == neighbours.left);
    }
  }
  CHECK(ended_well > 300);
}

}  // namespace
}  // namespace kontor::ordering
