-- Claims that were refused or released are forgotten after a while.
create index claim_ended on pricing.claim (changed_at) where state <> 'claimed';

alter table pricing.promotion_counter set (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 1000);
alter table pricing.promotion_code set (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 1000);
alter table pricing.customer_use set (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.02,
                                      autovacuum_vacuum_threshold = 1000);
