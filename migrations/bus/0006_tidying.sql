-- Places come and go with every batch: tidied after so many rows.
alter table bus.place set (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 5000);
