-- A checkout writes its cart half a dozen times: tidied after so many rows, however large the table has become.
alter table cart.cart set (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 1000);
