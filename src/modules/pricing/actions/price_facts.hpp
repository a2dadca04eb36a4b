#pragma once

#include <array>
#include <cstdint>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <shared_mutex>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "kernel/core/result.hpp"
#include "kernel/core/time.hpp"
#include "kernel/db/database.hpp"
#include "kernel/telemetry/metrics.hpp"
#include "modules/catalog/api/catalog.hpp"
#include "modules/pricing/domain/discounts.hpp"
#include "modules/pricing/domain/goods.hpp"
#include "modules/pricing/domain/rulebook.hpp"

namespace kontor::pricing {

// What prices are made by, in memory: the rulebook as a whole, goods in a bounded cache, and what was claimed of
// limited promotions, at most a second old. Whoever hears of a change says so; what was read before it, and arrives
// after it, is used once and not kept. Safe from any thread; blocks where something has to be read.
class PriceFacts {
 public:
  struct Bounds {
    std::size_t most_goods = 0;
    std::string home_country;
  };
  PriceFacts(db::Database database, const catalog::Catalog& catalog, Bounds bounds, const Clock& clock,
             telemetry::Metrics& metrics);

  using RulebookPtr = std::shared_ptr<const Rulebook>;
  Result<RulebookPtr> rulebook();

  // In the order asked; nullptr where there are none.
  using GoodsList = std::vector<std::shared_ptr<const Goods>>;
  Result<GoodsList> goods(std::span<const WantedLine> lines);

  // What is left of each promotion, by its number.
  using LeftPtr = std::shared_ptr<const std::vector<Left>>;
  Result<LeftPtr> left(const RulebookPtr& rulebook);

  void forget_product(const catalog::ProductId& id);
  void forget_goods();
  void forget_rules();
  void forget_all();

 private:
  struct Kept {
    std::shared_ptr<const Goods> goods;
    std::uint64_t begun = 0;  // the number of the last change before it was read
    std::list<Uuid>::iterator place;
  };
  struct Tally {
    RulebookPtr rulebook;
    LeftPtr left;
    std::chrono::steady_clock::time_point read_at;
  };
  struct UuidHash {
    std::size_t operator()(const Uuid& id) const;
  };

  std::uint64_t& stamp_of(const catalog::ProductId& id);
  bool is_current(const Kept& kept);
  // Gives what is kept, and the places of the lines of which nothing is.
  std::vector<std::size_t> recall(std::span<const WantedLine> lines, GoodsList& found, std::uint64_t& begun);
  Result<std::vector<Goods>> read(std::span<const catalog::VariantId> ids) const;
  void keep(std::shared_ptr<const Goods> goods, std::uint64_t begun);
  Result<RulebookPtr> read_rulebook();
  Result<LeftPtr> count(const RulebookPtr& rulebook);

  db::Database database_;
  const catalog::Catalog& catalog_;
  Bounds bounds_;
  const Clock& clock_;
  telemetry::Counter& misses_;

  std::mutex reading_rules_;  // one reads for all; before mutex_
  std::mutex counting_;       // the same
  std::shared_mutex mutex_;
  // Changes are numbered; of each the number of the last one, of products by a part of their id.
  std::uint64_t changes_ = 0;
  std::uint64_t goods_changed_ = 0;
  std::uint64_t rules_changed_ = 0;
  std::array<std::uint64_t, 1024> product_changed_{};

  RulebookPtr rulebook_;
  std::uint64_t rulebook_begun_ = 0;
  std::optional<Tally> tally_;
  std::unordered_map<Uuid, Kept, UuidHash> goods_;
  std::list<Uuid> oldest_;  // in the order in which they came
};

}  // namespace kontor::pricing
