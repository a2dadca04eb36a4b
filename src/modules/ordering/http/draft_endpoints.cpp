#include "modules/ordering/http/draft_endpoints.hpp"

#include "modules/ordering/api/permissions.hpp"
#include "modules/ordering/http/order_views.hpp"
#include "modules/ordering/http/placing.hpp"

namespace kontor::ordering {

namespace {

struct DraftPath {
  DraftId draft_id;
};
KONTOR_DESCRIBE(DraftPath, draft_id)

struct DraftCreated {
  DraftId id;
};
KONTOR_DESCRIBE(DraftCreated, id)

struct DraftView {
  DraftId id;
  DraftContents contents;
  pricing::Totals totals;
  std::vector<pricing::Adjustment> adjustments;
};
KONTOR_DESCRIBE(DraftView, id, contents, totals, adjustments)

struct CompleteBody {
  std::optional<PaymentBody> payment;
};
KONTOR_DESCRIBE(CompleteBody, payment)

Result<DraftView> draft_view(const Drafts& drafts, const DraftId& id) {
  auto contents = drafts.find(id);
  if (!contents) return std::move(contents).error();
  const auto basis = drafts.priced(id, *contents);
  if (!basis) return basis.error();
  return DraftView{id, *std::move(contents), basis->frozen.totals, basis->frozen.adjustments};
}

template <class Call>
Result<http::Response> complete(const OrderDesk& desk, const Drafts& drafts, const Call& call) {
  const auto contents = drafts.find(call.path.draft_id);
  if (!contents) return contents.error();
  const auto payment = choice_of(call.body.payment);
  auto basis = drafts.priced(call.path.draft_id, *contents);
  if (basis) {
    const auto good = desk.checkout.check_payment(basis->frozen.totals.total, payment);
    if (!good) return good.error();
  }
  return place_basis(desk, call.idempotency_key, basis, payment);
}

template <class Builder>
auto for_order_staff(Builder&& builder) {
  return std::move(builder).tag("orders").access(auth::Access::permission(kWrite));
}

}  // namespace

std::vector<http::Endpoint> draft_endpoints(OrderDesk desk, Drafts& drafts, idempotency::Once& once) {
  std::vector<http::Endpoint> all;
  all.push_back(for_order_staff(http::post("/admin/draft-orders"))
                    .summary("Puts an order together for somebody")
                    .idempotent()
                    .body<DraftContents>()
                    .answers<DraftCreated>(201)
                    .handle([desk, &drafts, &once](const auto& call) {
                      return once.run(call, desk.database, [&](db::Tx& tx) -> Result<DraftCreated> {
                        const auto id = drafts.create(tx, call.body);
                        if (!id) return id.error();
                        return DraftCreated{*id};
                      });
                    }));
  all.push_back(for_order_staff(http::get("/admin/draft-orders/{draft_id}"))
                    .summary("A draft, with what it costs now")
                    .path<DraftPath>()
                    .answers<DraftView>()
                    .fails({"not_found"})
                    .handle([&drafts](const auto& call) { return draft_view(drafts, call.path.draft_id); }));
  all.push_back(for_order_staff(http::post("/admin/draft-orders/{draft_id}/complete"))
                    .summary("Makes an order of a draft, once")
                    .description("Answers as POST /orders does.")
                    .priority(http::Priority::checkout)
                    .idempotent(http::KeyUse::required)
                    .path<DraftPath>()
                    .body<CompleteBody>()
                    .answers<OrderView>(201)
                    .fails({"not_found",
                            "payment_declined",
                            {ErrorKind::conflict, "cart_changed"},
                            {ErrorKind::conflict, "insufficient_stock"}})
                    .handle([desk, &drafts](const auto& call) { return complete(desk, drafts, call); }));
  return all;
}

}  // namespace kontor::ordering
