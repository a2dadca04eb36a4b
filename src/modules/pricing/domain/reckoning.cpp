#include "modules/pricing/domain/reckoning.hpp"

#include <algorithm>
#include <numeric>

#include "kernel/core/format.hpp"
#include "modules/pricing/domain/arithmetic.hpp"
#include "modules/pricing/domain/verdicts.hpp"

namespace kontor::pricing {

namespace {

Error too_much() {
  return {ErrorKind::invalid, "amount_overflow", "The basket costs more than can be reckoned."};
}

// A line with all that is reckoned of it.
struct Line {
  const WantedLine* wanted = nullptr;
  std::uint32_t asked = 0;  // its place in the basket
  const Goods* goods = nullptr;
  ChosenPrice price;
  std::int64_t unit = 0;
  std::int64_t total = 0;
  std::int64_t discount = 0;
  std::int64_t rate_ppm = 0;
  std::int64_t tax = 0;
};

class Till {
 public:
  Till(const Basket& basket, const Facts& facts) : basket_(basket), facts_(facts) {
    const auto rule = facts.rulebook.rule_of(basket.currency);
    const auto home = Destination{facts.rulebook.home_country(), std::nullopt, ""};
    zone_ = facts.rulebook.taxes().zone_of(basket.destination ? *basket.destination : home);
    tax_included_ = zone_ ? zone_->prices_include_tax.value_or(rule.prices_include_tax) : rule.prices_include_tax;
  }

  Result<PricedBasket> run() {
    choose_prices();
    if (auto sound = add_up(); !sound) return sound.error();
    take_discounts();
    tax();
    return answer();
  }

 private:
  Money money(std::int64_t amount) const { return {amount, basket_.currency}; }

  // In an order that is that of their ids, so that who asks in another order is told the same.
  void choose_prices() {
    lines_.reserve(basket_.lines.size());
    for (std::uint32_t i = 0; i < basket_.lines.size(); ++i) {
      const auto* goods = facts_.goods[i];
      if (!goods) {
        unpriced_.push_back({basket_.lines[i].line_id, "unknown_variant"});
      } else if (!goods->published) {
        unpriced_.push_back({basket_.lines[i].line_id, "not_published"});
      } else if (auto price = price_of(*goods)) {
        lines_.push_back({.wanted = &basket_.lines[i], .asked = i, .goods = goods, .price = *price});
      } else {
        unpriced_.push_back({basket_.lines[i].line_id, "no_price"});
      }
    }
    std::ranges::sort(lines_, [](const Line& a, const Line& b) {
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
  bool takes_tax_out() const { return basket_.buyer.tax_exempt && tax_included_ && zone_; }
  std::int64_t without_tax(std::int64_t amount, std::string_view tax_class) const {
    if (!takes_tax_out()) return amount;
    return amount - tax_within(amount, rate_of(*zone_, tax_class, facts_.now));
  }

  Result<void> add_up() {
    for (auto& line : lines_) {
      line.unit = without_tax(line.price.amount, line.goods->tax_class);
      if (__builtin_mul_overflow(line.unit, line.wanted->quantity, &line.total) || line.total > kLargestAmount) {
        return too_much();
      }
      items_ += line.total;
      if (items_ > kLargestAmount) return too_much();
    }
    if (basket_.shipping) shipping_ = without_tax(basket_.shipping->price.amount(), basket_.shipping->tax_class);
    return items_ + shipping_ > kLargestAmount ? Result<void>(too_much()) : Result<void>();
  }

  void take_discounts() {
    std::vector<Position> positions;
    positions.reserve(lines_.size());
    const auto words = facts_.rulebook.words();
    std::vector<std::uint64_t> about(lines_.size() * words);
    for (std::size_t i = 0; i < lines_.size(); ++i) {
      positions.push_back({lines_[i].wanted->quantity, lines_[i].unit, lines_[i].total});
      facts_.rulebook.add_promotions_about(*lines_[i].goods, std::span(about).subspan(i * words, words));
    }
    discounts_ = discount({facts_.rulebook, basket_.currency, basket_.buyer, facts_.now, positions, about,
                           basket_.shipping ? std::optional(shipping_) : std::nullopt, facts_.codes, facts_.left});
    for (const auto& part : discounts_.parts) lines_[part.position].discount += part.amount;
    for (const auto& application : discounts_.applied) shipping_discount_ += application.off_shipping;
  }

  bool is_taxed() const { return zone_ && !basket_.buyer.tax_exempt; }
  std::int64_t tax_of(std::int64_t amount, std::int64_t rate_ppm) const {
    return tax_included_ ? tax_within(amount, rate_ppm) : tax_upon(amount, rate_ppm);
  }

  void tax() {
    if (!is_taxed()) return;
    for (auto& line : lines_) {
      line.rate_ppm = rate_of(*zone_, line.goods->tax_class, facts_.now);
      line.tax = tax_of(line.total - line.discount, line.rate_ppm);
    }
    if (!basket_.shipping) return;
    shipping_rate_ppm_ = rate_of(*zone_, basket_.shipping->tax_class, facts_.now);
    shipping_tax_ = tax_of(shipping_ - shipping_discount_, shipping_rate_ppm_);
  }

  PricedBasket answer() {
    PricedBasket priced;
    priced.unpriced = std::move(unpriced_);
    priced.totals = totals();
    explain_prices(priced.adjustments);
    explain_discounts(priced.adjustments);
    explain_taxes(priced.adjustments);
    priced.lines = priced_lines();
    if (basket_.shipping) {
      priced.shipping = PricedShipping{money(shipping_), money(shipping_discount_), money(shipping_tax_),
                                       basket_.shipping->tax_class, shipping_rate_ppm_};
    }
    for (std::size_t i = 0; i < basket_.codes.size(); ++i) priced.codes.push_back(verdict_of(i));
    for (const auto& application : discounts_.applied) add_claim(priced.claims, application);
    return priced;
  }

  Totals totals() const {
    std::int64_t discounted = shipping_discount_;
    std::int64_t taxes = shipping_tax_;
    for (const auto& line : lines_) {
      discounted += line.discount;
      taxes += line.tax;
    }
    const auto total = items_ - discounted + shipping_ + (tax_included_ ? 0 : taxes);
    return {money(items_), money(discounted), money(shipping_), money(taxes), money(total), tax_included_};
  }

  std::vector<PricedLine> priced_lines() {
    std::vector<std::uint32_t> order(lines_.size());
    std::iota(order.begin(), order.end(), 0U);
    std::ranges::sort(order, {}, [&](std::uint32_t i) { return lines_[i].asked; });
    std::vector<PricedLine> priced;
    priced.reserve(order.size());
    for (const auto i : order) priced.push_back(priced_line(lines_[i]));
    return priced;
  }

  PricedLine priced_line(const Line& line) const {
    const auto& goods = *line.goods;
    std::optional<Money> compare_at;
    if (line.price.compare_at) compare_at = money(without_tax(*line.price.compare_at, goods.tax_class));
    return {line.wanted->line_id,  goods.variant_id, goods.sku,       goods.name,
            line.wanted->quantity, money(line.unit), compare_at,      money(line.total),
            money(line.discount),  money(line.tax),  goods.tax_class, line.rate_ppm};
  }

  // Why a piece does not cost what the catalog says.
  void explain_prices(std::vector<Adjustment>& out) const {
    for (const auto& line : lines_) {
      const auto quantity = line.wanted->quantity;
      if (line.price.list && line.price.list_amount && *line.price.list_amount != line.price.amount) {
        const bool is_tier = line.price.from_quantity > 1;
        const auto difference = (line.price.amount - *line.price.list_amount) * quantity;
        auto text = is_tier ? format("{}: from {} pieces on", line.price.list->name, line.price.from_quantity)
                            : line.price.list->name;
        out.push_back({is_tier ? "quantity_tier" : "price_list",
                       {},
                       {},
                       line.wanted->line_id,
                       money(difference),
                       std::move(text)});
      }
      if (line.unit != line.price.amount) {
        out.push_back({"exemption",
                       {},
                       {},
                       line.wanted->line_id,
                       money((line.unit - line.price.amount) * quantity),
                       "Exempt: the tax is taken out of the price"});
      }
    }
    if (basket_.shipping && shipping_ != basket_.shipping->price.amount()) {
      out.push_back({"exemption",
                     {},
                     {},
                     {},
                     money(shipping_ - basket_.shipping->price.amount()),
                     "Exempt: the tax is taken out of the price"});
    }
  }

  void explain_discounts(std::vector<Adjustment>& out) const {
    out.reserve(out.size() + discounts_.parts.size() + discounts_.applied.size() + lines_.size() + 1);
    for (std::size_t i = 0; i < discounts_.applied.size(); ++i) {
      const auto& application = discounts_.applied[i];
      const auto& id = facts_.rulebook.promotions()[application.promotion].id;
      const auto code = code_of(application);
      const auto text = text_of(i);
      for (auto at = application.first_part; at < application.end_part; ++at) {
        const auto& part = discounts_.parts[at];
        out.push_back({"promotion", id, code, lines_[part.position].wanted->line_id, money(-part.amount), text});
      }
      if (application.off_shipping > 0) {
        out.push_back({"free_shipping", id, code, {}, money(-application.off_shipping), text});
      }
    }
  }

  std::optional<std::string> code_of(const Application& application) const {
    return application.code ? std::optional(basket_.codes[*application.code]) : std::nullopt;
  }

  // What it is, and why it counts as it does beside others.
  std::string text_of(std::size_t place) const {
    const auto& application = discounts_.applied[place];
    std::string text = facts_.rulebook.label_of(application.promotion, basket_.currency);
    if (application.code) text.append(" (code ").append(basket_.codes[*application.code]).append(")");
    if (discounts_.has_rivals) {
      text += ", alone: it saves more than what it cannot be combined with";
    } else if (place > 0) {
      text += ", of what is left after ";
      text += facts_.rulebook.promotions()[discounts_.applied[place - 1].promotion].name;
    }
    return text;
  }

  void explain_taxes(std::vector<Adjustment>& out) const {
    if (!is_taxed()) return;
    std::string text;
    std::int64_t text_rate = -1;
    const auto explain = [&](std::int64_t rate, std::int64_t amount, std::optional<Uuid> line_id) {
      if (amount == 0) return;
      if (rate != text_rate) {
        text = zone_->name + ": " + percent_text(rate) + (tax_included_ ? ", included in the price" : "");
        text_rate = rate;
      }
      out.push_back({"tax", {}, {}, line_id, money(amount), text});
    };
    for (const auto& line : lines_) explain(line.rate_ppm, line.tax, line.wanted->line_id);
    explain(shipping_rate_ppm_, shipping_tax_, {});
  }

  CodeVerdict verdict_of(std::size_t place) const {
    const auto why = discounts_.codes[place];
    CodeVerdict verdict{basket_.codes[place], why == Refusal::none, {}, {}};
    if (why == Refusal::none) {
      verdict.text = facts_.rulebook.label_of(*facts_.codes[place].promotion, basket_.currency);
    } else {
      verdict.reason = std::string(reason_of(why));
      verdict.text = why == Refusal::not_combinable ? stronger_text() : std::string(text_of_refusal(why));
    }
    return verdict;
  }

  std::string stronger_text() const {
    if (discounts_.exclusive) {
      return "It cannot be combined with " + facts_.rulebook.promotions()[*discounts_.exclusive].name +
             ", which saves more.";
    }
    return "It cannot be combined with other offers, which together save as much or more.";
  }

  void add_claim(std::vector<Claim>& claims, const Application& application) const {
    const auto& promotion = facts_.rulebook.promotions()[application.promotion];
    if (!promotion.is_limited() && !application.code) return;
    claims.push_back({promotion.id, code_of(application), money(application.amount)});
  }

  const Basket& basket_;
  const Facts& facts_;
  const TaxZone* zone_ = nullptr;
  bool tax_included_ = true;
  std::vector<Line> lines_;
  std::vector<UnpricedLine> unpriced_;
  std::int64_t items_ = 0;
  std::int64_t shipping_ = 0;
  std::int64_t shipping_discount_ = 0;
  std::int64_t shipping_rate_ppm_ = 0;
  std::int64_t shipping_tax_ = 0;
  Discounts discounts_;
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
