#include "cart/neighbours.hpp"

#include <algorithm>

namespace kontor::cart::test {

namespace {

const Currency kEuro = *Currency::parse("EUR");

Money euro(std::int64_t amount) {
  return {amount, kEuro};
}

}  // namespace

catalog::VariantId Neighbours::add(const Article& article) {
  const std::lock_guard lock(mutex_);
  const auto id = catalog::VariantId::generate();
  articles_[id.uuid()] = article;
  return id;
}

void Neighbours::change(const catalog::VariantId& id, const Article& article) {
  const std::lock_guard lock(mutex_);
  articles_[id.uuid()] = article;
}

void Neighbours::add_code(const std::string& code, std::optional<std::string> reason) {
  const std::lock_guard lock(mutex_);
  codes_[code] = std::move(reason);
}

void Neighbours::set_express(std::optional<std::int64_t> price) {
  const std::lock_guard lock(mutex_);
  express_price_ = price;
}

Neighbours::Asked Neighbours::asked() const {
  const std::lock_guard lock(mutex_);
  return asked_;
}

std::optional<std::string> Neighbours::last_buyer() const {
  const std::lock_guard lock(mutex_);
  return last_buyer_;
}

const Neighbours::Article* Neighbours::find(const Uuid& id) const {
  const auto found = articles_.find(id);
  return found == articles_.end() ? nullptr : &found->second;
}

Result<std::vector<catalog::VariantSummary>> Neighbours::variants(std::span<const catalog::VariantId> ids) const {
  const std::lock_guard lock(mutex_);
  ++asked_.catalog;
  std::vector<catalog::VariantSummary> known;
  for (const auto& id : ids) {
    const auto* article = find(id.uuid());
    if (!article) continue;
    known.push_back({.id = id,
                     .product_id = {},
                     .sku = "SKU",
                     .name = "Article",
                     .published = article->published,
                     .list_prices = {euro(article->price)},
                     .weight_grams = article->weight_grams});
  }
  return known;
}

pricing::CodeVerdict Neighbours::verdict_on(const std::string& code) const {
  const auto known = codes_.find(code);
  if (known == codes_.end()) return {code, false, "unknown", "There is no such code."};
  if (known->second) return {code, false, known->second, "It does not count."};
  return {code, true, std::nullopt, "10 % off"};
}

Result<pricing::PricedBasket> Neighbours::price(const pricing::Basket& basket) const {
  const std::lock_guard lock(mutex_);
  ++asked_.pricing;
  last_buyer_ = basket.buyer.key;
  if (basket.currency != kEuro) return Error{ErrorKind::invalid, "unknown_currency", "Prices are in euro."};
  pricing::PricedBasket priced;
  std::int64_t items = 0;
  for (const auto& line : basket.lines) {
    const auto* article = find(line.variant_id.uuid());
    if (!article || !article->published) {
      priced.unpriced.push_back({line.line_id, article ? "not_published" : "unknown_variant"});
      continue;
    }
    const auto total = article->price * line.quantity;
    items += total;
    priced.lines.push_back({.line_id = line.line_id,
                            .variant_id = line.variant_id,
                            .sku = "SKU-" + line.variant_id.str().substr(20),
                            .name = "Article",
                            .quantity = line.quantity,
                            .unit_price = euro(article->price),
                            .compare_at_price = std::nullopt,
                            .total = euro(total),
                            .discount = euro(0),
                            .tax = euro(total * 19 / 119),
                            .tax_class = "standard",
                            .tax_rate_ppm = 190'000});
  }
  std::int64_t discount = 0;
  for (const auto& code : basket.codes) {
    priced.codes.push_back(verdict_on(code));
    if (priced.codes.back().applied) discount = items / 10;
  }
  const auto shipping = basket.shipping ? basket.shipping->price.amount() : 0;
  const auto total = items - discount + shipping;
  if (basket.shipping)
    priced.shipping = {basket.shipping->price, euro(0), euro(0), basket.shipping->tax_class, 190'000};
  priced.totals = {euro(items), euro(discount), euro(shipping), euro(total * 19 / 119), euro(total), true};
  return priced;
}

Result<std::vector<inventory::StockLevel>> Neighbours::stock(std::span<const inventory::VariantId> ids) const {
  const std::lock_guard lock(mutex_);
  ++asked_.inventory;
  std::vector<inventory::StockLevel> levels;
  for (const auto& id : ids) {
    const auto* article = find(id.uuid());
    const auto stock = article ? article->stock : 0;
    levels.push_back({id, stock, 0, stock, stock});
  }
  return levels;
}

std::vector<shipping::Quote> Neighbours::offers(const shipping::Parcel& parcel) const {
  if (parcel.country != "DE" && parcel.country != "AT") return {};
  const shipping::DeliveryEstimate estimate{"2026-01-05", "2026-01-07", "2 to 4 working days"};
  std::vector<shipping::Quote> offered;
  const auto standard = parcel.weight_grams > 10'000 ? 990 : 490;
  offered.push_back({standard_, "Standard", euro(standard), "standard", estimate});
  if (express_price_ && parcel.country == "DE") {
    offered.push_back({express_, "Express", euro(*express_price_), "standard", estimate});
  }
  return offered;
}

Result<std::vector<shipping::Quote>> Neighbours::quotes(const shipping::Parcel& parcel) const {
  const std::lock_guard lock(mutex_);
  ++asked_.shipping;
  return offers(parcel);
}

Result<shipping::Quote> Neighbours::quote(const shipping::ShippingMethodId& id, const shipping::Parcel& parcel) const {
  const std::lock_guard lock(mutex_);
  ++asked_.shipping;
  for (const auto& offer : offers(parcel)) {
    if (offer.id == id) return offer;
  }
  return not_found("shipping option");
}

Result<std::vector<shipping::ShipmentSummary>> Neighbours::shipments(std::span<const shipping::ShipmentId>) const {
  return std::vector<shipping::ShipmentSummary>();
}

}  // namespace kontor::cart::test
