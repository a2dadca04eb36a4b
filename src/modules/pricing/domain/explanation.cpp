#include "modules/pricing/domain/explanation.hpp"

#include <utility>

#include "kernel/core/format.hpp"
#include "modules/pricing/domain/verdicts.hpp"

namespace kontor::pricing {

namespace {

// Why a piece does not cost what the catalog says.
void explain_prices(const Bill& bill, std::vector<Adjustment>& out) {
  for (const auto& line : bill.lines) {
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
                     bill.money(difference),
                     std::move(text)});
    }
    if (line.unit != line.price.amount) {
      out.push_back({"exemption",
                     {},
                     {},
                     line.wanted->line_id,
                     bill.money((line.unit - line.price.amount) * quantity),
                     "Exempt: the tax is taken out of the price"});
    }
  }
  if (bill.basket.shipping && bill.shipping != bill.basket.shipping->price.amount()) {
    out.push_back({"exemption",
                   {},
                   {},
                   {},
                   bill.money(bill.shipping - bill.basket.shipping->price.amount()),
                   "Exempt: the tax is taken out of the price"});
  }
}

// What it is, and why it counts as it does beside others.
std::string text_of(const Bill& bill, std::size_t place) {
  const auto& application = bill.discounts.applied[place];
  std::string text = bill.facts.rulebook.label_of(application.promotion, bill.basket.currency);
  if (application.code) text.append(" (code ").append(bill.basket.codes[*application.code]).append(")");
  if (bill.discounts.has_rivals) {
    text += ", alone: it saves more than what it cannot be combined with";
  } else if (place > 0) {
    text += ", of what is left after ";
    text += bill.facts.rulebook.promotions()[bill.discounts.applied[place - 1].promotion].name;
  }
  return text;
}

void explain_discounts(const Bill& bill, std::vector<Adjustment>& out) {
  out.reserve(out.size() + bill.discounts.parts.size() + bill.discounts.applied.size() + bill.lines.size() + 1);
  for (std::size_t i = 0; i < bill.discounts.applied.size(); ++i) {
    const auto& application = bill.discounts.applied[i];
    const auto& id = bill.facts.rulebook.promotions()[application.promotion].id;
    const auto code = bill.code_of(application);
    const auto text = text_of(bill, i);
    for (auto at = application.first_part; at < application.end_part; ++at) {
      const auto& part = bill.discounts.parts[at];
      out.push_back({"promotion", id, code, bill.lines[part.position].wanted->line_id, bill.money(-part.amount), text});
    }
    if (application.off_shipping > 0) {
      out.push_back({"free_shipping", id, code, {}, bill.money(-application.off_shipping), text});
    }
  }
}

void explain_taxes(const Bill& bill, std::vector<Adjustment>& out) {
  if (!bill.is_taxed()) return;
  std::string text;
  std::int64_t text_rate = -1;
  const auto explain = [&](std::int64_t rate, std::int64_t amount, std::optional<Uuid> line_id) {
    if (amount == 0) return;
    if (rate != text_rate) {
      text = bill.zone->name + ": " + percent_text(rate) + (bill.tax_included ? ", included in the price" : "");
      text_rate = rate;
    }
    out.push_back({"tax", {}, {}, line_id, bill.money(amount), text});
  };
  for (const auto& line : bill.lines) explain(line.rate_ppm, line.tax, line.wanted->line_id);
  explain(bill.shipping_rate_ppm, bill.shipping_tax, {});
}

std::string stronger_text(const Bill& bill) {
  if (bill.discounts.exclusive) {
    return "It cannot be combined with " + bill.facts.rulebook.promotions()[*bill.discounts.exclusive].name +
           ", which saves more.";
  }
  return "It cannot be combined with other offers, which together save as much or more.";
}

CodeVerdict verdict_of(const Bill& bill, std::size_t place) {
  const auto why = bill.discounts.codes[place];
  CodeVerdict verdict{bill.basket.codes[place], why == Refusal::none, {}, {}};
  if (why == Refusal::none) {
    verdict.text = bill.facts.rulebook.label_of(*bill.facts.codes[place].promotion, bill.basket.currency);
  } else {
    verdict.reason = std::string(reason_of(why));
    verdict.text = why == Refusal::not_combinable ? stronger_text(bill) : std::string(text_of_refusal(why));
  }
  return verdict;
}

}  // namespace

std::vector<Adjustment> explain(const Bill& bill) {
  std::vector<Adjustment> out;
  explain_prices(bill, out);
  explain_discounts(bill, out);
  explain_taxes(bill, out);
  return out;
}

std::vector<CodeVerdict> verdicts_of(const Bill& bill) {
  std::vector<CodeVerdict> verdicts;
  for (std::size_t i = 0; i < bill.basket.codes.size(); ++i) verdicts.push_back(verdict_of(bill, i));
  return verdicts;
}

}  // namespace kontor::pricing
