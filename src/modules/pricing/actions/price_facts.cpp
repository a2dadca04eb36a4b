#include "modules/pricing/actions/price_facts.hpp"

#include <algorithm>
#include <cstring>

#include "modules/pricing/store/price_list_rows.hpp"
#include "modules/pricing/store/rulebook_rows.hpp"

namespace kontor::pricing {

namespace {

constexpr std::chrono::seconds kOldestTally{1};

std::uint64_t random_bits(const Uuid& id) {
  std::uint64_t low = 0;
  std::memcpy(&low, id.bytes().data() + 8, sizeof(low));
  return low;
}

Goods goods_from(const catalog::VariantSummary& variant) {
  Goods goods{.variant_id = variant.id,
              .product_id = variant.product_id,
              .sku = variant.sku,
              .name = variant.name,
              .published = variant.published,
              .list_prices = {},
              .categories = {},
              .tiers = {}};
  for (const auto& price : variant.list_prices) {
    goods.list_prices.push_back({price.currency(), price.amount()});
    for (const auto& before : variant.compare_at_prices) {
      if (before.currency() == price.currency()) goods.list_prices.back().compare_at = before.amount();
    }
  }
  for (const auto& category : variant.category_ids) goods.categories.push_back(category.uuid());
  return goods;
}

}  // namespace

std::size_t PriceFacts::UuidHash::operator()(const Uuid& id) const {
  return random_bits(id);
}

PriceFacts::PriceFacts(db::Database database, const catalog::Catalog& catalog, Bounds bounds, const Clock& clock,
                       telemetry::Metrics& metrics)
    : database_(std::move(database)),
      catalog_(catalog),
      bounds_(std::move(bounds)),
      clock_(clock),
      misses_(
          metrics.counter("kontor_pricing_goods_read_total", "Variants that were read because they were not kept")) {}

Result<PriceFacts::RulebookPtr> PriceFacts::rulebook() {
  const auto kept = [this]() -> RulebookPtr {
    const std::shared_lock lock(mutex_);
    return rulebook_ && rulebook_begun_ >= rules_changed_ ? rulebook_ : nullptr;
  };
  if (auto found = kept()) return found;
  const std::lock_guard turn(reading_rules_);
  if (auto found = kept()) return found;
  return read_rulebook();
}

Result<PriceFacts::RulebookPtr> PriceFacts::read_rulebook() {
  std::uint64_t begun = 0;
  {
    const std::shared_lock lock(mutex_);
    begun = changes_;
  }
  auto rules = database_.transact([&](db::Tx& tx) -> Result<Rulebook::Rules> { return rulebook_rows::read(tx); });
  if (!rules) return rules.error();
  rules->home_country = bounds_.home_country;
  auto made = std::make_shared<const Rulebook>(*std::move(rules));
  const std::unique_lock lock(mutex_);
  rulebook_ = made;
  rulebook_begun_ = begun;
  return RulebookPtr(made);
}

std::uint64_t& PriceFacts::stamp_of(const catalog::ProductId& id) {
  return product_changed_[random_bits(id.uuid()) % product_changed_.size()];
}

bool PriceFacts::is_current(const Kept& kept) {
  return kept.begun >= goods_changed_ && kept.begun >= stamp_of(kept.goods->product_id);
}

std::vector<std::size_t> PriceFacts::recall(std::span<const WantedLine> lines, GoodsList& found, std::uint64_t& begun) {
  std::vector<std::size_t> missing;
  const std::shared_lock lock(mutex_);
  begun = changes_;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const auto kept = goods_.find(lines[i].variant_id.uuid());
    if (kept != goods_.end() && is_current(kept->second)) {
      found[i] = kept->second.goods;
    } else {
      missing.push_back(i);
    }
  }
  return missing;
}

Result<PriceFacts::GoodsList> PriceFacts::goods(std::span<const WantedLine> lines) {
  GoodsList found(lines.size());
  std::uint64_t begun = 0;
  const auto missing = recall(lines, found, begun);
  if (missing.empty()) return found;
  std::vector<catalog::VariantId> ids;
  for (const auto place : missing) ids.push_back(lines[place].variant_id);
  std::ranges::sort(ids);
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  misses_.add(ids.size());
  auto fresh = read(ids);
  if (!fresh) return fresh.error();
  for (auto& one : *fresh) {
    const auto shared = std::make_shared<const Goods>(std::move(one));
    for (const auto place : missing) {
      if (lines[place].variant_id == shared->variant_id) found[place] = shared;
    }
    keep(shared, begun);
  }
  return found;
}

Result<std::vector<Goods>> PriceFacts::read(std::span<const catalog::VariantId> ids) const {
  const auto variants = catalog_.variants(ids);
  if (!variants) return variants.error();
  std::vector<Goods> goods;
  goods.reserve(variants->size());
  for (const auto& variant : *variants) goods.push_back(goods_from(variant));
  if (goods.empty()) return goods;
  if (auto done = price_list_rows::complete(database_, goods); !done) return done.error();
  return goods;
}

void PriceFacts::keep(std::shared_ptr<const Goods> goods, std::uint64_t begun) {
  const auto id = goods->variant_id.uuid();
  const std::unique_lock lock(mutex_);
  if (const auto old = goods_.find(id); old != goods_.end()) {
    oldest_.erase(old->second.place);
    goods_.erase(old);
  }
  if (goods_.size() >= bounds_.most_goods && !oldest_.empty()) {
    goods_.erase(oldest_.front());
    oldest_.pop_front();
  }
  goods_.emplace(id, Kept{std::move(goods), begun, oldest_.insert(oldest_.end(), id)});
}

Result<PriceFacts::LeftPtr> PriceFacts::left(const RulebookPtr& rulebook) {
  const auto kept = [&]() -> LeftPtr {
    const std::shared_lock lock(mutex_);
    const bool is_good = tally_ && tally_->rulebook == rulebook && clock_.monotonic() - tally_->read_at < kOldestTally;
    return is_good ? tally_->left : nullptr;
  };
  if (auto found = kept()) return found;
  const std::lock_guard turn(counting_);
  if (auto found = kept()) return found;
  return count(rulebook);
}

Result<PriceFacts::LeftPtr> PriceFacts::count(const RulebookPtr& rulebook) {
  auto left = std::make_shared<std::vector<Left>>(rulebook->promotions().size());
  const auto read_at = clock_.monotonic();
  const bool any = std::ranges::any_of(rulebook->promotions(), [](const auto& one) { return one.is_limited(); });
  if (any) {
    const auto counts = rulebook_rows::counts(database_);
    if (!counts) return counts.error();
    for (const auto& one : *counts) {
      if (const auto number = rulebook->number_of(one.id)) (*left)[*number] = one.left;
    }
  }
  const std::unique_lock lock(mutex_);
  tally_ = Tally{rulebook, left, read_at};
  return LeftPtr(left);
}

void PriceFacts::forget_product(const catalog::ProductId& id) {
  const std::unique_lock lock(mutex_);
  stamp_of(id) = ++changes_;
}

void PriceFacts::forget_goods() {
  const std::unique_lock lock(mutex_);
  goods_changed_ = ++changes_;
}

void PriceFacts::forget_rules() {
  const std::unique_lock lock(mutex_);
  rules_changed_ = ++changes_;
}

void PriceFacts::forget_all() {
  const std::unique_lock lock(mutex_);
  goods_changed_ = rules_changed_ = ++changes_;
  tally_.reset();
}

}  // namespace kontor::pricing
