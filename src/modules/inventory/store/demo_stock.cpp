#include "modules/inventory/store/demo_stock.hpp"

namespace kontor::inventory::demo_stock {

bool nothing_is_kept(db::Tx& tx) {
  return tx.query(R"sql(select from inventory.item limit 1)sql").empty();
}

void add(db::Tx& tx, std::span<const VariantId> variants, const WarehouseId& first, const WarehouseId& second) {
  tx.execute(R"sql(
    with fresh as (
      select variant.id, mod(abs(hashtextextended(variant.id::text, 0)), 10000) as chance
      from unnest($1::uuid[]) as variant (id)
    ), item as (
      insert into inventory.item (variant_id, version, low_at)
      select fresh.id, 1, 5 from fresh
    ), level as (
      select fresh.id, $2::uuid as warehouse_id, 40 + mod(fresh.chance, 200) as on_hand from fresh
      union all
      select fresh.id, $3::uuid, 10 + mod(fresh.chance, 50) from fresh
    ), moved as (
      insert into inventory.movement (variant_id, warehouse_id, on_hand, reserved, cause, note, moved_at)
      select level.id, level.warehouse_id, level.on_hand, 0, 'adjusted', 'demo stock', kernel.now() from level
    )
    insert into inventory.stock (variant_id, warehouse_id, on_hand)
    select level.id, level.warehouse_id, level.on_hand from level
  )sql",
             variants, first, second);
}

void refresh_statistics(db::Tx& tx) {
  tx.query(R"sql(select inventory.refresh_statistics())sql");
}

}  // namespace kontor::inventory::demo_stock
