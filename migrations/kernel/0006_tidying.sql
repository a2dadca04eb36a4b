-- Keys come with every order and go some days later: tidied after so many rows, however many there are.
alter table kernel.idempotency_key set (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 1000);
