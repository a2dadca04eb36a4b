#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "kernel/core/result.hpp"
#include "kernel/events/event.hpp"
#include "modules/cart/actions/seen.hpp"
#include "modules/cart/settings.hpp"
#include "modules/catalog/api/catalog.hpp"
#include "modules/inventory/api/inventory.hpp"

namespace kontor::cart {

// What a cart has to know of articles beside their price. Asks the neighbours for what it does not remember, all at
// once; forgets what the log says has changed. Safe from any thread.
class Goods {
 public:
  Goods(const catalog::Catalog& catalog, const inventory::Inventory& inventory, const CartSettings& settings);

  // In the order of `ids`. What may be ordered of each: what is there, and what may be backordered.
  Result<std::vector<std::int64_t>> may_be_ordered(std::span<const Uuid> ids) const;
  // Grams; 0 where nobody said.
  Result<std::vector<std::int64_t>> weights(std::span<const Uuid> ids) const;

  // For a tail on what catalog and inventory publish.
  void heed(const events::Event& event);
  void forget_all();

 private:
  using Ask = std::function<Result<std::vector<std::int64_t>>(std::span<const Uuid>)>;
  static Result<std::vector<std::int64_t>> find(Seen& seen, std::span<const Uuid> ids, const Ask& ask);
  Result<std::vector<std::int64_t>> ask_inventory(std::span<const Uuid> ids) const;
  Result<std::vector<std::int64_t>> ask_catalog(std::span<const Uuid> ids) const;

  const catalog::Catalog& catalog_;
  const inventory::Inventory& inventory_;
  mutable Seen stock_;
  mutable Seen weights_;
};

}  // namespace kontor::cart
