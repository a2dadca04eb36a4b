#include "modules/payment/actions/staff_desk.hpp"

#include "kernel/json/json.hpp"
#include "kernel/json/writer.hpp"

namespace kontor::payment {

namespace {

std::string audit_json(const Payment& payment, const std::string& reason, std::int64_t amount_minor) {
  std::string out;
  json::Writer writer(out);
  writer.begin_object().key("status").described(payment.status);
  writer.field("captured_minor", payment.captured_minor).field("refunded_minor", payment.refunded_minor());
  if (!reason.empty()) writer.field("reason", reason);
  if (amount_minor != 0) writer.field("amount_minor", amount_minor);
  writer.end_object();
  return out;
}

}  // namespace

void StaffDesk::account_for(db::Tx& tx, std::string_view action, const Payment& before, const Payment& after,
                            const std::string& reason, std::int64_t amount_minor) {
  trail_.record(tx, {.action = std::string(action),
                     .subject = after.id.str(),
                     .before = audit_json(before, "", 0),
                     .after = audit_json(after, reason, amount_minor),
                     .personal = {}});
}

Result<Payment> StaffDesk::capture(db::Tx& tx, const PaymentId& id) {
  return desk_.edit(tx, id, [&](PaymentCase& one) -> Result<void> {
    const auto before = one.payment();
    if (before.has_ended_unpaid() || before.wants_void) {
      return conflict("payment_ended", "Nothing of this payment can be taken any more.");
    }
    one.capture();
    if (one.is_changed()) account_for(tx, "payment.capture_asked", before, one.payment());
    return {};
  });
}

Result<Payment> StaffDesk::give_up(db::Tx& tx, const PaymentId& id, const std::string& reason) {
  return desk_.edit(tx, id, [&](PaymentCase& one) -> Result<void> {
    const auto before = one.payment();
    one.give_up();
    if (one.is_changed()) account_for(tx, "payment.void_asked", before, one.payment(), reason);
    return {};
  });
}

Result<Refund> StaffDesk::refund(db::Tx& tx, const PaymentId& id, const Money& amount, const std::string& reason) {
  auto made = Result<Refund>(not_found("payment"));
  const auto done = desk_.edit(tx, id, [&](PaymentCase& one) -> Result<void> {
    const auto before = one.payment();
    made = one.refund(RefundId::generate(), amount, reason);
    if (!made) return made.error();
    account_for(tx, "payment.refund_asked", before, one.payment(), reason, amount.amount());
    return {};
  });
  if (!done) return done.error();
  return made;
}

Result<Payment> StaffDesk::mark_paid(db::Tx& tx, const PaymentId& id) {
  return desk_.edit(tx, id, [&](PaymentCase& one) -> Result<void> {
    const auto before = one.payment();
    if (before.provider != "manual") return conflict("not_manual", "Only bank transfers are marked as paid.");
    one.hear(Charge{.state = ChargeState::captured});
    if (one.is_changed()) account_for(tx, "payment.marked_paid", before, one.payment());
    return {};
  });
}

Result<Payment> StaffDesk::complete(db::Tx& tx, const PaymentId& id, bool success) {
  return desk_.edit(tx, id, [&](PaymentCase& one) -> Result<void> {
    if (sandbox_ == nullptr || one.payment().provider != sandbox_->name()) {
      return conflict("not_sandbox", "Only payments with the sandbox are played.");
    }
    const auto charge = sandbox_->complete(tx, id, success);
    if (!charge) return charge.error();
    one.hear(*charge);
    return {};
  });
}

}  // namespace kontor::payment
