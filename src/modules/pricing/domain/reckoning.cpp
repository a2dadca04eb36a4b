#include "modules/pricing/domain/reckoning.hpp"

#include <algorithm>
#include <numeric>

#include "kernel/core/format.hpp"
#include "modules/pricing/domain/arithmetic.hpp"
#include "modules/pricing/domain/explanation.hpp"

namespace kontor::pricing {

namespace {

Error too_much() {
  return {ErrorKind::invalid, "amount_overflow", "The basket costs more than can be reckoned."};
}

class Till {
 public:
  Till(const Basket& basket, const Facts& facts) : basket_(basket), facts_(facts), bill_{basket, facts} {
    const auto rule = facts.rulebook.rule_of(basket.currency);
    const auto home = Destination{facts.rulebook.home_country(), std::nullopt, ""};
    bill_.zone = facts.rulebook.taxes().zone_of(basket.destination ? *basket.destination : home);
    bill_.tax_included =
        bill_.zone ? bill_.zone->prices_include_tax.value_or(rule.prices_include_tax) : rule.prices_include_tax;
  }

  Result<PricedBasket> run() {
    choose_prices();
    if (auto sound = add_up(); !sound) return sound.error();
    take_discounts();
    tax();
    return answer();
  }

 private:
  // In an order that is that of their ids, so that who asks in another order is told the same.
  void choose_prices() {
    bill_.lines.reserve(basket_.lines.size());
    for (std::uint32_t i = 0; i < basket_.lines.size(); ++i) {
      const auto* goods = facts_.goods[i];
      if (!goods) {
        unpriced_.push_back({basket_.lines[i].line_id, "unknown_variant"});
      } else if (!goods->published) {
        unpriced_.push_back({basket_.lines[i].line_id, "not_published"});
      } else if (auto price = price_of(*goods)) {
        bill_.lines.push_back({.wanted = &basket_.lines[i], .asked = i, .goods = goods, .price = *price});
      } else {
        unpriced_.push_back({basket_.lines[i].line_id, "no_price"});
      }
    }
    std::ranges::sort(bill_.lines, [](const BillLine& a, const BillLine& b) {
      return std::tie(a.wanted->line_id, a.wanted->variant_id, a.wanted->quantity) <
             std::tie(b.wanted->line_id, b.wanted->variant_id, b.wanted->quantity);
    });
  }

  std::optional<ChosenPrice> price_of(const Goods& goods) const {
    const auto pieces = goods.tiers.empty() ? 1 : pieces_of(goods.variant_id);
    return facts_.rulebook.price_lists().choose(goods, {basket_.currency, basket_.buyer.group, pieces, facts_.now});
  }

  // Tiers count what is in all lines of a variant together.
  std::int64_t pieces_of(const catalog::VariantId& variant) const {
    std::int64_t pieces = 0;
    for (const auto& line : basket_.lines) {
      if (line.variant_id == variant) pieces += line.quantity;
    }
    return pieces;
  }

  // Who is exempt from a tax that prices include pays the price without it.
  bool takes_tax_out() const { return basket_.buyer.tax_exempt && bill_.tax_included && bill_.zone; }
  std::int64_t without_tax(std::int64_t amount, std::string_view tax_class) const {
    if (!takes_tax_out()) return amount;
    return amount - tax_within(amount, rate_of(*bill_.zone, tax_class, facts_.now));
  }

  Result<void> add_up() {
    for (auto& line : bill_.lines) {
      line.unit = without_tax(line.price.amount, line.goods->tax_class);
      if (__builtin_mul_overflow(line.unit, line.wanted->quantity, &line.total) || line.total > kLargestAmount) {
        return too_much();
      }
      bill_.items += line.total;
      if (bill_.items > kLargestAmount) return too_much();
    }
    if (basket_.shipping) bill_.shipping = without_tax(basket_.shipping->price.amount(), basket_.shipping->tax_class);
    return bill_.items + bill_.shipping > kLargestAmount ? Result<void>(too_much()) : Result<void>();
  }

  void take_discounts() {
    std::vector<Position> positions;
    positions.reserve(bill_.lines.size());
    const auto words = facts_.rulebook.words();
    std::vector<std::uint64_t> about(bill_.lines.size() * words);
    for (std::size_t i = 0; i < bill_.lines.size(); ++i) {
      positions.push_back({bill_.lines[i].wanted->quantity, bill_.lines[i].unit, bill_.lines[i].total});
      facts_.rulebook.add_promotions_about(*bill_.lines[i].goods, std::span(about).subspan(i * words, words));
    }
    bill_.discounts =
        discount({facts_.rulebook, basket_.currency, basket_.buyer, facts_.now, positions, about,
                  basket_.shipping ? std::optional(bill_.shipping) : std::nullopt, facts_.codes, facts_.left});
    for (const auto& part : bill_.discounts.parts) bill_.lines[part.position].discount += part.amount;
    for (const auto& application : bill_.discounts.applied) bill_.shipping_discount += application.off_shipping;
  }

  std::int64_t tax_of(std::int64_t amount, std::int64_t rate_ppm) const {
    return bill_.tax_included ? tax_within(amount, rate_ppm) : tax_upon(amount, rate_ppm);
  }

  void tax() {
    if (!bill_.is_taxed()) return;
    for (auto& line : bill_.lines) {
      line.rate_ppm = rate_of(*bill_.zone, line.goods->tax_class, facts_.now);
      line.tax = tax_of(line.total - line.discount, line.rate_ppm);
    }
    if (!basket_.shipping) return;
    bill_.shipping_rate_ppm = rate_of(*bill_.zone, basket_.shipping->tax_class, facts_.now);
    bill_.shipping_tax = tax_of(bill_.shipping - bill_.shipping_discount, bill_.shipping_rate_ppm);
  }

  PricedBasket answer() {
    PricedBasket priced;
    priced.unpriced = std::move(unpriced_);
    priced.totals = totals();
    priced.adjustments = explain(bill_);
    priced.lines = priced_lines();
    if (basket_.shipping) {
      priced.shipping =
          PricedShipping{bill_.money(bill_.shipping), bill_.money(bill_.shipping_discount),
                         bill_.money(bill_.shipping_tax), basket_.shipping->tax_class, bill_.shipping_rate_ppm};
    }
    priced.codes = verdicts_of(bill_);
    priced.depends_on_first_order = bill_.discounts.depends_on_first_order;
    for (const auto& application : bill_.discounts.applied) add_claim(priced.claims, application);
    return priced;
  }

  Totals totals() const {
    std::int64_t discounted = bill_.shipping_discount;
    std::int64_t taxes = bill_.shipping_tax;
    for (const auto& line : bill_.lines) {
      discounted += line.discount;
      taxes += line.tax;
    }
    const auto total = bill_.items - discounted + bill_.shipping + (bill_.tax_included ? 0 : taxes);
    return {bill_.money(bill_.items), bill_.money(discounted), bill_.money(bill_.shipping),
            bill_.money(taxes),       bill_.money(total),      bill_.tax_included};
  }

  std::vector<PricedLine> priced_lines() {
    std::vector<std::uint32_t> order(bill_.lines.size());
    std::iota(order.begin(), order.end(), 0U);
    std::ranges::sort(order, {}, [&](std::uint32_t i) { return bill_.lines[i].asked; });
    std::vector<PricedLine> priced;
    priced.reserve(order.size());
    for (const auto i : order) priced.push_back(priced_line(bill_.lines[i]));
    return priced;
  }

  PricedLine priced_line(const BillLine& line) const {
    const auto& goods = *line.goods;
    std::optional<Money> compare_at;
    if (line.price.compare_at) compare_at = bill_.money(without_tax(*line.price.compare_at, goods.tax_class));
    return {line.wanted->line_id,       goods.variant_id,       goods.sku,       goods.name,
            line.wanted->quantity,      bill_.money(line.unit), compare_at,      bill_.money(line.total),
            bill_.money(line.discount), bill_.money(line.tax),  goods.tax_class, line.rate_ppm};
  }

  void add_claim(std::vector<Claim>& claims, const Application& application) const {
    const auto& promotion = facts_.rulebook.promotions()[application.promotion];
    if (!promotion.is_limited() && !application.code) return;
    claims.push_back({promotion.id, bill_.code_of(application), bill_.money(application.amount)});
  }

  const Basket& basket_;
  const Facts& facts_;
  Bill bill_;
  std::vector<UnpricedLine> unpriced_;
};

}  // namespace

Result<void> check_basket(const Basket& basket, const Rulebook& rulebook) {
  std::vector<FieldProblem> problems;
  if (basket.currency == Currency() || !rulebook.rule_of(basket.currency).enabled) {
    problems.push_back({"/currency", "unknown_currency", "nothing is sold in this currency"});
  }
  if (basket.lines.size() > kMostLines) problems.push_back({"/lines", "items", "at most 500 lines"});
  if (basket.codes.size() > kMostCodes) problems.push_back({"/codes", "items", "at most 20 codes"});
  for (std::size_t i = 0; i < std::min(basket.lines.size(), kMostLines); ++i) {
    const auto quantity = basket.lines[i].quantity;
    if (quantity >= 1 && quantity <= kMostPieces) continue;
    problems.push_back({format("/lines/{}/quantity", i), "range", "must be between 1 and 1000000"});
  }
  if (basket.shipping && basket.shipping->price.currency() != basket.currency) {
    problems.push_back({"/shipping/price/currency", "currency_mismatch", "must be that of the basket"});
  }
  if (basket.shipping && (basket.shipping->price.is_negative() || basket.shipping->price.amount() > kLargestAmount)) {
    problems.push_back({"/shipping/price/amount", "range", "must not be negative"});
  }
  return problems.empty() ? Result<void>() : Result<void>(invalid(std::move(problems)));
}

Result<PricedBasket> reckon(const Basket& basket, const Facts& facts) {
  return Till(basket, facts).run();
}

}  // namespace kontor::pricing
