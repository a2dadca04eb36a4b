#include "modules/catalog/http/bulk_price_endpoint.hpp"

#include <cmath>

#include "modules/catalog/domain/price_rule.hpp"
#include "modules/catalog/domain/product_changes.hpp"
#include "modules/catalog/http/staff_endpoint.hpp"
#include "modules/catalog/store/products.hpp"

namespace kontor::catalog {

namespace {

constexpr int kMaxProducts = 2000;
constexpr std::size_t kAtOnce = 200;
constexpr std::size_t kMaxShown = 1000;

struct PriceFilter {
  std::optional<std::string> category;
  std::optional<std::string> brand;
  std::vector<std::string> tags;
  std::vector<ProductId> product_ids;

  static void rules(json::Rules<PriceFilter>& rule) {
    rule(&PriceFilter::category).doc("Slug or id; with its whole subtree").length(1, 120).example("knives");
    rule(&PriceFilter::brand).doc("Slug or id").length(1, 120).example("halden");
    rule(&PriceFilter::tags).optional().doc("All of these").items(0, 10);
    rule(&PriceFilter::product_ids).optional().items(0, kMaxProducts);
  }
};
KONTOR_DESCRIBE(PriceFilter, category, brand, tags, product_ids)

struct Rounding {
  std::int64_t step = 1;
  std::int64_t ending = 0;

  static void rules(json::Rules<Rounding>& rule) {
    rule(&Rounding::step).doc("To multiples of this many minor units").range(1, 1'000'000).example(100);
    rule(&Rounding::ending).optional().doc("And this many below: 100 and 1 make 19.99").range(0, 999'999).example(1);
  }
};
KONTOR_DESCRIBE(Rounding, step, ending)

struct PriceRevision {
  PriceFilter filter;
  std::optional<Currency> currency;
  std::optional<double> percent;
  std::optional<std::int64_t> amount;
  std::optional<Rounding> rounding;
  bool keep_old_as_compare_at = false;
  bool dry_run = false;

  static void rules(json::Rules<PriceRevision>& rule) {
    rule(&PriceRevision::filter).doc("Which products; at least one condition, and all of them are met");
    rule(&PriceRevision::currency).doc("Of the prices that change; the shop's own if not given");
    rule(&PriceRevision::percent).doc("Either this; 10 is a tenth more").range(-100, 1000).example(-10.5);
    rule(&PriceRevision::amount).doc("Or this many minor units more").range(-1e12L, 1e12L);
    rule(&PriceRevision::keep_old_as_compare_at).optional().doc("Where a price falls and there is no compare-at yet");
    rule(&PriceRevision::dry_run).optional().doc("Only says what would change");
  }
};
KONTOR_DESCRIBE(PriceRevision, filter, currency, percent, amount, rounding, keep_old_as_compare_at, dry_run)

struct RevisedPrice {
  ProductId product_id;
  VariantId variant_id;
  std::string sku;
  Currency currency;
  std::int64_t before = 0;
  std::int64_t after = 0;
  std::optional<std::int64_t> compare_at;
};
KONTOR_DESCRIBE(RevisedPrice, product_id, variant_id, sku, currency, before, after, compare_at)

struct RevisionReport {
  bool dry_run = false;
  std::int64_t matched = 0;
  std::int64_t products = 0;
  std::int64_t prices = 0;
  std::vector<RevisedPrice> changes;

  static void rules(json::Rules<RevisionReport>& rule) {
    rule(&RevisionReport::matched).doc("Products that the filter names");
    rule(&RevisionReport::products).doc("Those of them with a price that is another now");
    rule(&RevisionReport::changes).doc("The first thousand");
  }
};
KONTOR_DESCRIBE(RevisionReport, dry_run, matched, products, prices, changes)

Result<PriceRule> rule_from(const PriceRevision& body, Currency default_currency) {
  std::vector<FieldProblem> problems;
  const auto& filter = body.filter;
  if (!filter.category && !filter.brand && filter.tags.empty() && filter.product_ids.empty()) {
    problems.push_back({"/filter", "required", "needs at least one condition"});
  }
  if (body.percent.has_value() == body.amount.has_value()) {
    problems.push_back({"/percent", "required", "either percent or amount"});
  }
  if (body.rounding && body.rounding->ending >= body.rounding->step) {
    problems.push_back({"/rounding/ending", "range", "must be below the step"});
  }
  if (!problems.empty()) return invalid(std::move(problems));
  PriceRule rule{body.currency.value_or(default_currency), std::nullopt, body.amount.value_or(0)};
  if (body.percent) rule.percent_hundredths = std::llround(*body.percent * 100);
  if (body.rounding) {
    rule.step_minor = body.rounding->step;
    rule.ending_minor = body.rounding->ending;
  }
  rule.keep_old_as_compare_at = body.keep_old_as_compare_at;
  return rule;
}

void report_on(RevisionReport& report, const Product& before, const Product& after) {
  const auto differences = price_differences(before, after);
  if (!differences.empty()) ++report.products;
  for (const auto& one : differences) {
    ++report.prices;
    if (report.changes.size() >= kMaxShown) continue;
    std::string sku;
    for (const auto& variant : after.variants) {
      if (variant.id == one.variant_id) sku = variant.sku;
    }
    report.changes.push_back({after.id, one.variant_id, std::move(sku), one.currency, one.before.value_or(0),
                              one.after.value_or(0), one.compare_at_after});
  }
}

Result<void> revise_some(db::Tx& tx, ProductDesk& desk, std::span<const ProductId> ids, const PriceRule& rule,
                         RevisionReport& report) {
  if (report.dry_run) {
    for (const auto& before : products::load(tx, ids, products::Lock::none)) {
      auto after = before;
      revise(after, rule);
      report_on(report, before, after);
    }
    return {};
  }
  const auto edited = desk.edit_many(tx, ids, [&](Product& product) { revise(product, rule); });
  if (!edited) return edited.error();
  for (std::size_t i = 0; i < edited->after.size(); ++i) report_on(report, edited->before[i], edited->after[i]);
  return {};
}

Result<RevisionReport> revise_all(db::Tx& tx, ProductDesk& desk, const PriceRevision& body, const PriceRule& rule) {
  const auto& filter = body.filter;
  const auto ids =
      products::matching(tx, {filter.category, filter.brand, filter.tags, filter.product_ids}, kMaxProducts + 1);
  if (ids.size() > static_cast<std::size_t>(kMaxProducts)) {
    return Error{ErrorKind::rejected, "too_many_products", "More than 2000 products at once: narrow the filter."};
  }
  RevisionReport report;
  report.dry_run = body.dry_run;
  report.matched = static_cast<std::int64_t>(ids.size());
  for (std::span<const ProductId> rest(ids); !rest.empty();) {
    const auto some = rest.first(std::min(rest.size(), kAtOnce));
    if (auto done = revise_some(tx, desk, some, rule, report); !done) return std::move(done).error();
    rest = rest.subspan(some.size());
  }
  return report;
}

}  // namespace

http::Endpoint bulk_price_endpoint(const WritingDesk& desk, Currency default_currency) {
  return for_staff(http::post("/catalog/prices/bulk"))
      .summary("Changes the list prices of many products, or says what it would change")
      .description("In one transaction: all of them, or none. At most 2000 products.")
      .idempotent()
      .body<PriceRevision>()
      .answers<RevisionReport>()
      .fails({{ErrorKind::rejected, "too_many_products"}})
      .handle([desk, default_currency](const auto& call) -> Result<http::Response> {
        const auto rule = rule_from(call.body, default_currency);
        if (!rule) return rule.error();
        return desk.once.run(call, desk.database,
                             [&](db::Tx& tx) { return revise_all(tx, desk.products, call.body, *rule); });
      });
}

}  // namespace kontor::catalog
