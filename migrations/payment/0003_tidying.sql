-- A payment changes two or three times: with room beside it, on its own page; and tidied after so many rows, however
-- large the table has become.
alter table payment.payment set (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02,
                                 autovacuum_vacuum_threshold = 1000);
alter table payment.attempt set (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.02,
                                 autovacuum_vacuum_threshold = 1000);
