#include "modules/pricing/http/endpoints.hpp"
#include "modules/pricing/store/tax_rows.hpp"

namespace kontor::pricing {

namespace {

struct CurrencyPath {
  Currency code;
};
KONTOR_DESCRIBE(CurrencyPath, code)

struct CurrencyBody {
  bool enabled = true;
  bool prices_include_tax = true;

  static void rules(json::Rules<CurrencyBody>& rule) {
    rule(&CurrencyBody::enabled).doc("Whether anything is sold in it");
    rule(&CurrencyBody::prices_include_tax).doc("Where a tax zone does not say otherwise");
  }
};
KONTOR_DESCRIBE(CurrencyBody, enabled, prices_include_tax)

struct CurrencyView {
  Currency code;
  int minor_digits = 2;
  bool enabled = true;
  bool prices_include_tax = true;
  std::int64_t version = 1;
};
KONTOR_DESCRIBE(CurrencyView, code, minor_digits, enabled, prices_include_tax, version)

CurrencyView view_of(const CurrencyRule& rule) {
  return {rule.currency, rule.currency.minor_digits(), rule.enabled, rule.prices_include_tax, rule.version};
}

template <class Call>
Result<http::Reply<CurrencyView>> put_currency(const Room& room, db::Tx& tx, const Call& call) {
  const auto before = tax_rows::find_currency(tx, call.path.code);
  if (before) {
    if (auto present = seen(call, before->version); !present) return present.error();
  }
  const CurrencyRule rule{call.path.code, call.body.enabled, call.body.prices_include_tax,
                          before ? before->version + 1 : 1};
  tax_rows::save_currency(tx, rule);
  auto view = view_of(rule);
  room.changes.note(tx, {"currency_changed", "currency", std::string(rule.currency.code()),
                         before ? json::to_json(view_of(*before)) : "", json::to_json(view)});
  return tagged(std::move(view));
}

}  // namespace

std::vector<http::Endpoint> currency_endpoints(const Room& room) {
  return {for_readers(http::get("/pricing/currencies"))
              .summary("The currencies that something was said about")
              .description("Any other one is good, too, and its prices include the tax.")
              .answers<http::Page<CurrencyView>>()
              .handle([room](const auto&) {
                auto database = room.database;
                return database.transact([&](db::Tx& tx) -> Result<http::Page<CurrencyView>> {
                  std::vector<CurrencyView> views;
                  for (const auto& rule : tax_rows::currencies(tx)) views.push_back(view_of(rule));
                  return whole_page(std::move(views));
                });
              }),
          for_writers(http::put("/pricing/currencies/{code}"))
              .summary("Whether a currency is sold in, and whether its prices include the tax")
              .description("If-Match is required where something was said about it before.")
              .path<CurrencyPath>()
              .body<CurrencyBody>()
              .answers<CurrencyView>()
              .fails({"precondition_required", "version_conflict"})
              .handle([room](const auto& call) {
                auto database = room.database;
                return database.transact([&](db::Tx& tx) { return put_currency(room, tx, call); });
              })};
}

}  // namespace kontor::pricing
