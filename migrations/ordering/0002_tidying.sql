-- An order's view changes with each of its events: tidied after so many rows, however large the table has become.
alter table ordering.order_view set (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.02,
                                     autovacuum_vacuum_threshold = 1000);
