#include "modules/ordering/actions/returns.hpp"

#include <algorithm>

#include "modules/inventory/api/events.hpp"
#include "modules/ordering/api/events.hpp"
#include "modules/ordering/domain/refund.hpp"
#include "modules/ordering/store/names.hpp"
#include "modules/ordering/store/order_rows.hpp"
#include "modules/payment/api/events.hpp"

namespace kontor::ordering {

namespace {

bool counts(const Return& one) {
  return one.status != ReturnStatus::rejected;
}

// Of a line, in all returns but this one.
std::int64_t pieces_before(const std::vector<Return>& all, const cart::CartLineId& line) {
  std::int64_t pieces = 0;
  for (const auto& one : all) {
    if (!counts(one)) continue;
    for (const auto& part : one.lines) pieces += part.line_id == line ? part.quantity : 0;
  }
  return pieces;
}

const FrozenLine* line_of(const FrozenOrder& frozen, const cart::CartLineId& id) {
  const auto found = std::ranges::find(frozen.lines, id, &FrozenLine::id);
  return found == frozen.lines.end() ? nullptr : &*found;
}

Result<std::int64_t> refund_of(const Order& order, const std::vector<Return>& earlier,
                               const std::vector<ReturnedLine>& lines) {
  std::int64_t sum = 0;
  std::vector<FieldProblem> problems;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const auto pointer = "/lines/" + std::to_string(i);
    const auto* line = line_of(order.frozen, lines[i].line_id);
    const bool is_twice = std::ranges::count(lines, lines[i].line_id, &ReturnedLine::line_id) > 1;
    if (!line || is_twice) {
      problems.push_back(
          {pointer + "/line_id", is_twice ? "duplicate" : "unknown", "must be a line of this order, once"});
      continue;
    }
    const auto amount = refund_for({.total = line->total,
                                    .discount = line->discount,
                                    .tax = line->tax,
                                    .ordered = line->quantity,
                                    .before = pieces_before(earlier, line->id),
                                    .pieces = lines[i].quantity},
                                   order.frozen.totals.tax_included);
    if (amount) sum += amount->amount();
    if (!amount) problems.push_back({pointer + "/quantity", "range", "is more than is left of it"});
  }
  if (!problems.empty()) return invalid(std::move(problems));
  return sum;
}

Progress progress_of(const SagaRecord& record, Timestamp at, std::string type, std::string text) {
  return {.seq = record.entries,
          .at = at,
          .type = std::move(type),
          .text = std::move(text),
          .status = record.saga.status,
          .user_id = record.user_id};
}

}  // namespace

Result<Return> Returns::request(db::Tx& tx, const OrderId& id, const std::vector<ReturnedLine>& lines,
                                const std::string& reason) {
  const auto noted = parts_.driver.add_note(tx, id, {"return_requested", "Something is to come back: " + reason});
  if (!noted) return noted.error();
  const auto order = order_rows::find(tx, id).value();
  const auto status = order.record.saga.status;
  if (status != OrderStatus::dispatched && status != OrderStatus::delivered && status != OrderStatus::completed) {
    return conflict("not_dispatched", "The parcel has not left yet: the order can be cancelled.");
  }
  if (saga_rows::has_entry_older_than(tx, id, "order_delivered", parts_.settings.return_days)) {
    return conflict("return_closed", "It was delivered too long ago to be sent back.");
  }
  const auto earlier = return_rows::lock_of_order(tx, id);
  const auto refund = refund_of(order, earlier, lines);
  if (!refund) return refund.error();
  Return fresh{.id = ReturnId::generate(),
               .order_id = id,
               .status = ReturnStatus::requested,
               .reason = reason,
               .lines = lines,
               .refund = *refund,
               .refund_id = std::nullopt,
               .created_at = SystemClock().now()};
  return_rows::insert(tx, fresh);
  parts_.log.publish(
      tx, id.str(),
      ReturnRequested{id, fresh.id, reason, progress_of(*noted, fresh.created_at, "return_requested", reason)});
  return fresh;
}

Result<Returns::Found> Returns::find(db::Tx& tx, const ReturnId& id, ReturnStatus expected) {
  const auto order_id = return_rows::order_of(tx, id);
  if (!order_id) return not_found("return");
  Found found{order_rows::find(tx, *order_id).value(), return_rows::lock_of_order(tx, *order_id), 0};
  const auto one = std::ranges::find(found.all, id, &Return::id);
  found.at = static_cast<std::size_t>(one - found.all.begin());
  if (one->status != expected) {
    return conflict("return_status", "The return is " + name_of(one->status) + ", not " + name_of(expected) + '.');
  }
  return found;
}

void Returns::changed(db::Tx& tx, const Return& one, std::string_view action) {
  return_rows::save(tx, one);
  parts_.trail.record(
      tx, {.action = std::string(action),
           .subject = one.id.str(),
           .before = "",
           .after = R"({"status":")" + name_of(one.status) + R"(","refund":)" + std::to_string(one.refund) + '}',
           .personal = {}});
}

Result<Return> Returns::approve(db::Tx& tx, const ReturnId& id) {
  auto found = find(tx, id, ReturnStatus::requested);
  if (!found) return std::move(found).error();
  auto& one = found->one();
  one.status = ReturnStatus::approved;
  if (auto noted = parts_.driver.add_note(tx, one.order_id, {"return_approved", "The goods may come back."}); !noted) {
    return noted.error();
  }
  changed(tx, one, "ordering.return_approved");
  return one;
}

Result<Return> Returns::reject(db::Tx& tx, const ReturnId& id, const std::string& reason) {
  auto found = find(tx, id, ReturnStatus::requested);
  if (!found) return std::move(found).error();
  auto& one = found->one();
  one.status = ReturnStatus::rejected;
  if (auto noted = parts_.driver.add_note(tx, one.order_id, {"return_rejected", reason}); !noted) return noted.error();
  changed(tx, one, "ordering.return_rejected");
  return one;
}

Result<Return> Returns::receive(db::Tx& tx, const ReturnId& id, const Receipt& receipt) {
  auto found = find(tx, id, ReturnStatus::approved);
  if (!found) return std::move(found).error();
  auto& one = found->one();
  const auto& record = found->order.record;
  if (receipt.refund && (*receipt.refund < 0 || *receipt.refund > record.total.amount())) {
    return invalid({{"/refund", "range", "must not be more than the order cost"}});
  }
  one.status = ReturnStatus::received;
  if (receipt.refund) one.refund = *receipt.refund;
  const auto noted = parts_.driver.add_note(tx, one.order_id, {"return_received", "The goods have come back."});
  if (!noted) return noted.error();
  if (receipt.restock) {
    inventory::RestockReturn command{record.id.uuid(), one.id.uuid(), {}};
    for (const auto& part : one.lines) {
      const auto* line = line_of(found->order.frozen, part.line_id);
      command.lines.push_back({inventory::VariantId(line->variant_id.uuid()), part.quantity});
    }
    parts_.log.publish(tx, record.id.uuid().str(), command);
  }
  if (one.refund > 0 && !record.saga.is_free) {
    one.refund_id = payment::RefundId::generate();
    parts_.log.publish(tx, record.payment_id.str(),
                       payment::RefundPayment{record.payment_id, *one.refund_id,
                                              Money(one.refund, record.total.currency()), "return"});
  }
  changed(tx, one, "ordering.return_received");
  parts_.log.publish(
      tx, record.id.str(),
      ReturnReceived{record.id, one.id,
                     progress_of(*noted, SystemClock().now(), "return_received", "The goods have come back.")});
  return one;
}

}  // namespace kontor::ordering
