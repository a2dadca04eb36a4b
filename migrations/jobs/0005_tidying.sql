-- An errand is written three times and removed: tidied after so many rows, however many there are.
alter table jobs.errand set (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02,
                             autovacuum_vacuum_threshold = 1000);
