-- Reservations that ended and of which nothing was sent are forgotten after a while.
create index reservation_ended on inventory.reservation (updated_at) where state in ('released', 'expired', 'failed');

-- What every order changes is tidied after so many rows, however large the table has become.
alter table inventory.item set (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 1000);
alter table inventory.stock set (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 1000);
alter table inventory.reservation set (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 1000);
alter table inventory.reservation_part set (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 1000);
