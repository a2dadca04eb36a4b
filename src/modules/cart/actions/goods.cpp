#include "modules/cart/actions/goods.hpp"

#include <algorithm>
#include <chrono>

#include "modules/inventory/api/events.hpp"

namespace kontor::cart {

namespace {

constexpr std::chrono::hours kWeightsLast{1};

template <class VariantId>
std::vector<VariantId> variants(std::span<const Uuid> ids) {
  std::vector<VariantId> typed;
  for (const auto& id : ids) typed.emplace_back(id);
  return typed;
}

}  // namespace

Goods::Goods(const catalog::Catalog& catalog, const inventory::Inventory& inventory, const CartSettings& settings)
    : catalog_(catalog),
      inventory_(inventory),
      stock_(static_cast<std::size_t>(settings.cache_entries), std::chrono::milliseconds(settings.stock_cache_ms)),
      weights_(static_cast<std::size_t>(settings.cache_entries), kWeightsLast) {}

Result<std::vector<std::int64_t>> Goods::may_be_ordered(std::span<const Uuid> ids) const {
  return find(stock_, ids, [this](std::span<const Uuid> missing) { return ask_inventory(missing); });
}

Result<std::vector<std::int64_t>> Goods::weights(std::span<const Uuid> ids) const {
  return find(weights_, ids, [this](std::span<const Uuid> missing) { return ask_catalog(missing); });
}

Result<std::vector<std::int64_t>> Goods::find(Seen& seen, std::span<const Uuid> ids, const Ask& ask) {
  const auto now = std::chrono::steady_clock::now();
  auto known = seen.look_up(ids, now);
  std::vector<Uuid> missing;
  for (std::size_t i = 0; i < ids.size(); ++i) {
    if (!known.values[i]) missing.push_back(ids[i]);
  }
  std::vector<std::int64_t> asked;
  if (!missing.empty()) {
    auto answer = ask(missing);
    if (!answer) return answer;
    asked = *std::move(answer);
    seen.keep(missing, asked, known.number, now);
  }
  std::vector<std::int64_t> values;
  auto next = asked.begin();
  for (const auto& value : known.values) values.push_back(value ? *value : *next++);
  return values;
}

Result<std::vector<std::int64_t>> Goods::ask_inventory(std::span<const Uuid> ids) const {
  const auto levels = inventory_.stock(variants<inventory::VariantId>(ids));
  if (!levels) return levels.error();
  std::vector<std::int64_t> values(ids.size(), 0);
  for (std::size_t i = 0; i < ids.size(); ++i) {
    const auto level = std::ranges::find(*levels, inventory::VariantId(ids[i]), &inventory::StockLevel::variant_id);
    if (level != levels->end()) values[i] = level->may_be_ordered;
  }
  return values;
}

Result<std::vector<std::int64_t>> Goods::ask_catalog(std::span<const Uuid> ids) const {
  const auto known = catalog_.variants(variants<catalog::VariantId>(ids));
  if (!known) return known.error();
  std::vector<std::int64_t> values(ids.size(), 0);
  for (std::size_t i = 0; i < ids.size(); ++i) {
    const auto variant = std::ranges::find(*known, catalog::VariantId(ids[i]), &catalog::VariantSummary::id);
    if (variant != known->end()) values[i] = variant->weight_grams.value_or(0);
  }
  return values;
}

void Goods::heed(const events::Event& event) {
  if (event.topic != inventory::kInventoryEvents.name) return weights_.forget_all();
  if (event.aggregatetype != inventory::StockLevelChanged::kMessage.aggregate) return;
  const auto variant = inventory::VariantId::parse(event.aggregateid);
  variant ? stock_.forget(variant->uuid()) : stock_.forget_all();
}

void Goods::forget_all() {
  stock_.forget_all();
  weights_.forget_all();
}

}  // namespace kontor::cart
