#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "modules/pricing/domain/goods.hpp"
#include "modules/pricing/domain/price_list.hpp"
#include "modules/pricing/domain/promotion.hpp"
#include "modules/pricing/domain/tax.hpp"

namespace kontor::pricing {

struct CurrencyRule {
  Currency currency;
  bool enabled = true;
  bool prices_include_tax = true;
  std::int64_t version = 1;
};

// A set of promotions, by their numbers in the rulebook.
class PromotionSet {
 public:
  PromotionSet() = default;
  explicit PromotionSet(std::size_t promotions) : words_((promotions + 63) / 64) {}
  void add(std::size_t number) { words_[number / 64] |= std::uint64_t{1} << (number % 64); }
  std::span<const std::uint64_t> words() const { return words_; }

 private:
  std::vector<std::uint64_t> words_;
};

// What prices are made by, but for the goods: all of it in memory, indexed once, never changed. Safe from any thread.
class Rulebook {
 public:
  struct Rules {
    std::vector<CurrencyRule> currencies;
    std::vector<PriceList> price_lists;
    std::vector<Promotion> promotions;
    std::vector<TaxZone> zones;
    std::string home_country = "DE";
  };
  Rulebook() : Rulebook(Rules{}) {}
  explicit Rulebook(Rules rules);

  const PriceLists& price_lists() const { return price_lists_; }
  const TaxBook& taxes() const { return taxes_; }
  // In the order in which they count: by priority, at the same priority the older first. Their places are their
  // numbers.
  const std::vector<Promotion>& promotions() const { return promotions_; }
  const std::vector<std::uint32_t>& automatic() const { return automatic_; }  // numbers
  std::optional<std::uint32_t> number_of(const PromotionId& id) const;
  // How many words of 64 promotions each there are.
  std::size_t words() const { return (promotions_.size() + 63) / 64; }
  // Adds to `words` the promotions that are about these goods.
  void add_promotions_about(const Goods& goods, std::span<std::uint64_t> words) const;

  // "Summer sale: 10 % off the order"
  const std::string& label_of(std::uint32_t number, const Currency& currency) const;

  // A currency that nothing was said about is good, and its prices include the tax.
  CurrencyRule rule_of(const Currency& currency) const;
  const std::string& home_country() const { return home_country_; }

 private:
  struct UuidHash {
    std::size_t operator()(const Uuid& id) const;  // the random bits of the id
  };

  void index_promotions();
  void write_labels();

  PriceLists price_lists_;
  TaxBook taxes_;
  std::vector<CurrencyRule> currencies_;
  std::vector<Promotion> promotions_;
  std::vector<std::vector<std::string>> labels_;  // of each promotion, one for each of its amounts
  std::vector<std::uint32_t> automatic_;
  PromotionSet about_all_;
  std::unordered_map<Uuid, PromotionSet, UuidHash> about_;  // by product or category
  std::unordered_map<Uuid, std::uint32_t, UuidHash> numbers_;
  std::string home_country_;
};

}  // namespace kontor::pricing
