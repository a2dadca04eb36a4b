#include "modules/ordering/actions/drafts.hpp"

#include <algorithm>

#include "modules/ordering/store/draft_rows.hpp"

namespace kontor::ordering {

namespace {

struct Weighed {
  std::vector<std::int64_t> grams;  // of one, in the order of the lines
  std::int64_t all = 0;
};

Weighed weigh(const std::vector<DraftLine>& lines, const std::vector<catalog::VariantSummary>& variants) {
  Weighed weighed;
  for (const auto& line : lines) {
    const auto found = std::ranges::find(variants, line.variant_id, &catalog::VariantSummary::id);
    weighed.grams.push_back(found == variants.end() ? 0 : found->weight_grams.value_or(0));
    weighed.all += weighed.grams.back() * line.quantity;
  }
  return weighed;
}

personal::Person person_of(const DraftContents& contents) {
  return contents.user_id ? personal::Person::user(*contents.user_id) : personal::Person::guest(contents.email);
}

pricing::Basket basket_of(const DraftContents& contents) {
  pricing::Basket basket;
  basket.currency = contents.currency;
  for (const auto& line : contents.lines) {
    basket.lines.push_back({Uuid::generate(), line.variant_id, line.quantity});
  }
  const auto& address = contents.shipping_address;
  basket.destination = {address.country, address.region, address.postal_code};
  basket.codes = contents.codes;
  basket.buyer.key = cart::buyer_key(contents.user_id, contents.email);
  return basket;
}

std::vector<FieldProblem> problems_of(const pricing::Basket& basket, const pricing::PricedBasket& priced) {
  std::vector<FieldProblem> problems;
  for (const auto& one : priced.unpriced) {
    const auto at = std::ranges::find(basket.lines, one.line_id, &pricing::WantedLine::line_id) - basket.lines.begin();
    problems.push_back({"/lines/" + std::to_string(at) + "/variant_id", one.reason, "cannot be bought"});
  }
  return problems;
}

Basis basis_from(const DraftId& id, const DraftContents& contents, const shipping::Quote& quote,
                 const pricing::PricedBasket& priced, const Weighed& weighed, const std::optional<std::string>& buyer) {
  cart::CheckoutCart cart;
  cart.id = cart::CartId(id.uuid());
  cart.user_id = contents.user_id;
  cart.email = contents.email;
  cart.currency = contents.currency;
  cart.shipping_address = postal::normalised(contents.shipping_address);
  cart.billing_address = postal::normalised(contents.billing_address.value_or(contents.shipping_address));
  cart.shipping_option = quote;
  cart.note = contents.note;
  cart.buyer_key = buyer;
  cart.basket = priced;
  for (std::size_t i = 0; i < priced.lines.size(); ++i) {
    cart.lines.push_back({cart::CartLineId(priced.lines[i].line_id), weighed.grams[i]});
  }
  auto basis = basis_of(cart);
  basis.has_cart = false;
  return basis;
}

}  // namespace

Result<DraftId> Drafts::create(db::Tx& tx, const DraftContents& contents) {
  auto problems = postal::check(contents.shipping_address, "/shipping_address");
  if (contents.billing_address) {
    const auto more = postal::check(*contents.billing_address, "/billing_address");
    problems.insert(problems.end(), more.begin(), more.end());
  }
  if (!problems.empty()) return invalid(std::move(problems));
  const auto id = DraftId::generate();
  draft_rows::insert(tx, id.uuid(), parts_.personal.seal(tx, person_of(contents), json::to_json(contents)));
  parts_.trail.record(tx, {.action = "ordering.draft_created",
                           .subject = id.str(),
                           .before = "",
                           .after = R"({"lines":)" + std::to_string(contents.lines.size()) + '}',
                           .personal = {}});
  return id;
}

Result<DraftContents> Drafts::find(const DraftId& id) const {
  const auto found = draft_rows::find(parts_.database, id.uuid());
  if (!found) return found.error();
  if (!*found) return not_found("draft");
  const auto opened = parts_.personal.open_all(parts_.database, std::span(&**found, 1));
  if (!opened) return opened.error();
  const auto& contents = opened->front();
  if (!contents) return not_found("draft");
  return json::read<DraftContents>(*contents, {.unknown = json::Unknown::ignore});
}

Result<Basis> Drafts::priced(const DraftId& id, const DraftContents& contents) const {
  std::vector<catalog::VariantId> ids;
  for (const auto& line : contents.lines) ids.push_back(line.variant_id);
  const auto variants = parts_.catalog.variants(ids);
  if (!variants) return variants.error();
  const auto weighed = weigh(contents.lines, *variants);
  auto basket = basket_of(contents);
  const auto goods = parts_.pricing.price(basket);
  if (!goods) return goods.error();
  if (auto problems = problems_of(basket, *goods); !problems.empty()) return invalid(std::move(problems));
  const auto value = subtract(goods->totals.items, goods->totals.discount);
  if (!value) return value.error();
  const auto& address = contents.shipping_address;
  const auto quote = parts_.shipping.quote(contents.shipping_option_id,
                                           {address.country, address.region, address.postal_code, *value, weighed.all});
  if (!quote) {
    return invalid({{"/shipping_option_id", "unknown", "is no way that this can be sent"}});
  }
  basket.shipping = pricing::WantedShipping{quote->price, quote->tax_class};
  const auto whole = parts_.pricing.price(basket);
  if (!whole) return whole.error();
  return basis_from(id, contents, *quote, *whole, weighed, basket.buyer.key);
}

}  // namespace kontor::ordering
