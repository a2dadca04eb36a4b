#include "modules/pricing/domain/discounts.hpp"

#include <algorithm>

#include "kernel/core/allocation.hpp"
#include "modules/pricing/domain/arithmetic.hpp"

namespace kontor::pricing {

namespace {

struct Candidate {
  std::uint32_t promotion = 0;
  std::optional<std::uint32_t> code = {};
};

// What a promotion takes off: already cut into positions, or a whole that is still to be spread over them.
struct Measure {
  std::int64_t whole = 0;
  std::int64_t off_shipping = 0;
  bool is_to_spread = false;

  std::int64_t amount() const { return whole + off_shipping; }
};

// What is left to take something off.
struct Rest {
  std::vector<std::int64_t> positions;
  std::int64_t shipping = 0;
};

const Money* in_currency(const std::vector<Money>& amounts, const Currency& currency) {
  const auto found = std::ranges::find(amounts, currency, &Money::currency);
  return found == amounts.end() ? nullptr : &*found;
}

class Discounter {
 public:
  explicit Discounter(const DiscountQuestion& question)
      : ask_(question), words_(question.rulebook.words()), amounts_(question.positions.size()) {
    whole_.positions.reserve(question.positions.size());
    for (const auto& position : question.positions) whole_.positions.push_back(position.total);
    whole_.shipping = question.shipping.value_or(0);
  }

  Discounts run() {
    gather();
    combine();
    compete();
    return std::move(result_);
  }

 private:
  const Promotion& promotion_at(std::uint32_t number) const { return ask_.rulebook.promotions()[number]; }
  bool is_about(std::size_t position, std::uint32_t number) const {
    return (ask_.about[position * words_ + number / 64] >> (number % 64)) & 1;
  }

  void refuse(const Candidate& candidate, Refusal why) {
    if (candidate.code) result_.codes[*candidate.code] = why;
  }

  // Those that may count, in the order of their priority.
  void gather() {
    result_.codes.assign(ask_.codes.size(), Refusal::none);
    candidates_.reserve(ask_.rulebook.automatic().size() + ask_.codes.size());
    for (const auto number : ask_.rulebook.automatic()) {
      if (refusal_of(number) == Refusal::none) candidates_.push_back({number, {}});
    }
    for (std::uint32_t place = 0; place < ask_.codes.size(); ++place) gather_code(place);
    std::ranges::sort(candidates_, {}, &Candidate::promotion);
  }

  void gather_code(std::uint32_t place) {
    const auto& code = ask_.codes[place];
    auto& verdict = result_.codes[place];
    if (!code.promotion) {
      verdict = Refusal::unknown;
    } else if (std::ranges::find(candidates_, *code.promotion, &Candidate::promotion) != candidates_.end()) {
      verdict = Refusal::already_applied;
    } else {
      verdict = refusal_of(*code.promotion);
      if (verdict == Refusal::none && code.is_used_up) verdict = Refusal::used_up;
      if (verdict == Refusal::none) candidates_.push_back({*code.promotion, place});
    }
  }

  // Why it does not count whatever it would take off.
  Refusal refusal_of(std::uint32_t number) {
    const auto& promotion = promotion_at(number);
    if (!promotion.enabled) return Refusal::inactive;
    if (promotion.starts_at && ask_.now < *promotion.starts_at) return Refusal::not_started;
    if (promotion.ends_at && *promotion.ends_at <= ask_.now) return Refusal::expired;
    if (const auto why = refusal_by_currency(promotion); why != Refusal::none) return why;
    if (const auto why = refusal_by_buyer(promotion.terms); why != Refusal::none) return why;
    if (const auto why = refusal_by_limits(number); why != Refusal::none) return why;
    return reaches_minimum(number) ? Refusal::none : Refusal::minimum_not_reached;
  }

  Refusal refusal_by_currency(const Promotion& promotion) const {
    const auto& terms = promotion.terms;
    const bool has_amount = terms.kind != PromotionKind::fixed_amount || in_currency(terms.amounts, ask_.currency);
    const bool has_minimum = terms.minimum.empty() || in_currency(terms.minimum, ask_.currency);
    const bool has_budget = !promotion.budget || promotion.budget->currency() == ask_.currency;
    return has_amount && has_minimum && has_budget ? Refusal::none : Refusal::wrong_currency;
  }

  Refusal refusal_by_buyer(const PromotionTerms& terms) {
    result_.depends_on_first_order = result_.depends_on_first_order || terms.first_order_only;
    if (terms.first_order_only && !ask_.buyer.first_order) return Refusal::not_first_order;
    if (terms.customer_groups.empty()) return Refusal::none;
    const auto& groups = terms.customer_groups;
    const bool is_member = ask_.buyer.group && std::ranges::find(groups, *ask_.buyer.group) != groups.end();
    return is_member ? Refusal::none : Refusal::wrong_customer_group;
  }

  Refusal refusal_by_limits(std::uint32_t number) const {
    if (ask_.left.empty()) return Refusal::none;
    const auto& left = ask_.left[number];
    if (left.customer_is_through) return Refusal::used_by_customer;
    return left.uses && *left.uses <= 0 ? Refusal::used_up : Refusal::none;
  }

  bool reaches_minimum(std::uint32_t number) const {
    const auto& minimum = promotion_at(number).terms.minimum;
    if (minimum.empty()) return true;
    return sum_about(whole_, number) >= in_currency(minimum, ask_.currency)->amount();
  }

  std::int64_t sum_about(const Rest& rest, std::uint32_t number) const {
    std::int64_t sum = 0;
    for (std::size_t i = 0; i < rest.positions.size(); ++i) {
      if (is_about(i, number)) sum += rest.positions[i];
    }
    return sum;
  }

  // What it takes off this rest; in amounts_ where it is already cut into positions.
  Measure measure(std::uint32_t number, const Rest& rest) {
    const auto& terms = promotion_at(number).terms;
    switch (terms.kind) {
      case PromotionKind::percentage:
        return terms.target == PromotionTarget::order ? share_of_order(number, rest)
                                                      : shares_of_positions(number, rest);
      case PromotionKind::fixed_amount:
        return terms.each ? amount_off_each(number, rest) : amount_off(number, rest);
      case PromotionKind::free_shipping:
        return {0, rest.shipping, false};
      case PromotionKind::buy_x_get_y:
        return cheapest_pieces(number, rest);
    }
    return {};
  }

  Measure share_of_order(std::uint32_t number, const Rest& rest) const {
    return {part_of(sum_about(rest, number), promotion_at(number).terms.percent_ppm, kPartsOfAll), 0, true};
  }

  Measure shares_of_positions(std::uint32_t number, const Rest& rest) {
    const auto rate = promotion_at(number).terms.percent_ppm;
    return cut([&](std::size_t i) { return part_of(rest.positions[i], rate, kPartsOfAll); }, number);
  }

  Measure amount_off(std::uint32_t number, const Rest& rest) const {
    const auto amount = in_currency(promotion_at(number).terms.amounts, ask_.currency)->amount();
    return {std::min(amount, sum_about(rest, number)), 0, true};
  }

  Measure amount_off_each(std::uint32_t number, const Rest& rest) {
    const auto amount = in_currency(promotion_at(number).terms.amounts, ask_.currency)->amount();
    return cut(
        [&](std::size_t i) {
          // As many pieces as the amount fits into for sure: a product could be more than a number holds.
          const auto quantity = ask_.positions[i].quantity;
          return amount > rest.positions[i] / quantity ? rest.positions[i] : amount * quantity;
        },
        number);
  }

  // Of all pieces that it is about, put together in groups of those to buy and those to get: the cheapest ones.
  Measure cheapest_pieces(std::uint32_t number, const Rest& rest) {
    const auto& terms = promotion_at(number).terms;
    std::int64_t pieces = 0;
    by_price_.clear();
    for (std::uint32_t i = 0; i < ask_.positions.size(); ++i) {
      if (!is_about(i, number)) continue;
      pieces += ask_.positions[i].quantity;
      by_price_.push_back(i);
    }
    const auto groups =
        std::min(pieces / (terms.buy_quantity + terms.get_quantity), terms.most_times.value_or(INT64_MAX));
    auto gets = groups * terms.get_quantity;
    std::ranges::sort(by_price_, [&](std::uint32_t a, std::uint32_t b) {
      const auto price = [&](std::uint32_t i) { return ask_.positions[i].unit_price; };
      return price(a) != price(b) ? price(a) < price(b) : a < b;
    });
    std::ranges::fill(amounts_, 0);
    Measure measured;
    for (const auto i : by_price_) {
      const auto quantity = ask_.positions[i].quantity;
      const auto got = std::min(gets, quantity);
      amounts_[i] = part_of(rest.positions[i], got * terms.percent_ppm, quantity * kPartsOfAll);
      measured.whole += amounts_[i];
      gets -= got;
    }
    return measured;
  }

  template <class AmountOf>
  Measure cut(AmountOf amount_of, std::uint32_t number) {
    Measure measured;
    for (std::size_t i = 0; i < amounts_.size(); ++i) {
      amounts_[i] = is_about(i, number) ? amount_of(i) : 0;
      measured.whole += amounts_[i];
    }
    return measured;
  }

  // Why what it would take off cannot be had.
  Refusal refusal_of(const Candidate& candidate, const Measure& measured) const {
    const auto number = candidate.promotion;
    if (!ask_.left.empty() && ask_.left[number].budget && *ask_.left[number].budget < measured.amount()) {
      return Refusal::budget_exhausted;
    }
    // Free shipping is good for an order whose shipping is still to be chosen.
    const bool waits = promotion_at(number).terms.kind == PromotionKind::free_shipping && !ask_.shipping;
    return measured.amount() > 0 || waits ? Refusal::none : Refusal::nothing_to_discount;
  }

  // Spreads a whole over the positions that it is about, in proportion to what is left of them.
  void spread(std::uint32_t number, const Measure& measured, const Rest& rest) {
    if (!measured.is_to_spread) return;
    weights_.resize(amounts_.size());
    for (std::size_t i = 0; i < weights_.size(); ++i) weights_[i] = is_about(i, number) ? rest.positions[i] : 0;
    if (measured.whole == 0 || !allocate(measured.whole, weights_, amounts_)) std::ranges::fill(amounts_, 0);
  }

  void apply(const Candidate& candidate, const Measure& measured, Rest& rest) {
    const auto number = candidate.promotion;
    Application application{number, candidate.code, measured.amount(), measured.off_shipping, part_count(), 0};
    if (promotion_at(number).terms.kind != PromotionKind::free_shipping) {
      spread(number, measured, rest);
      for (std::uint32_t i = 0; i < amounts_.size(); ++i) {
        if (amounts_[i] == 0) continue;
        result_.parts.push_back({i, amounts_[i]});
        rest.positions[i] -= amounts_[i];
      }
    }
    rest.shipping -= measured.off_shipping;
    application.end_part = part_count();
    result_.applied.push_back(application);
  }

  std::uint32_t part_count() const { return static_cast<std::uint32_t>(result_.parts.size()); }

  void combine() {
    Rest rest = whole_;
    for (const auto& candidate : candidates_) {
      if (promotion_at(candidate.promotion).stacking != Stacking::combinable) continue;
      const auto measured = measure(candidate.promotion, rest);
      const auto why = refusal_of(candidate, measured);
      if (why == Refusal::none) apply(candidate, measured, rest);
      refuse(candidate, why);
      if (why != Refusal::none) continue;
      together_ += measured.amount();
      ++rivals_;
    }
  }

  // The exclusive promotion that saves most counts instead of all others, if it saves more than they do together.
  void compete() {
    const Candidate* best = nullptr;
    Measure most{together_, 0, false};
    for (const auto& candidate : candidates_) {
      if (promotion_at(candidate.promotion).stacking != Stacking::exclusive) continue;
      const auto measured = measure(candidate.promotion, whole_);
      const auto why = refusal_of(candidate, measured);
      refuse(candidate, why == Refusal::none ? Refusal::not_combinable : why);
      if (why != Refusal::none) continue;
      ++rivals_;
      const bool saves_more = measured.amount() > most.amount();
      const bool is_alone = !best && result_.applied.empty();
      if (saves_more || is_alone) {
        best = &candidate;
        most = measured;
      }
    }
    if (best) take_alone(*best);
  }

  void take_alone(const Candidate& best) {
    for (const auto& application : result_.applied)
      refuse({application.promotion, application.code}, Refusal::not_combinable);
    result_.applied.clear();
    result_.parts.clear();
    Rest rest = whole_;
    apply(best, measure(best.promotion, rest), rest);
    refuse(best, Refusal::none);
    result_.exclusive = best.promotion;
    result_.has_rivals = rivals_ > 1;
  }

  const DiscountQuestion& ask_;
  std::size_t words_;
  Rest whole_;
  std::vector<Candidate> candidates_;
  std::vector<std::int64_t> amounts_;
  std::vector<std::int64_t> weights_;
  std::vector<std::uint32_t> by_price_;
  std::int64_t together_ = 0;  // what all that can be combined saves
  int rivals_ = 0;             // how many could count
  Discounts result_;
};

}  // namespace

Discounts discount(const DiscountQuestion& question) {
  return Discounter(question).run();
}

}  // namespace kontor::pricing
