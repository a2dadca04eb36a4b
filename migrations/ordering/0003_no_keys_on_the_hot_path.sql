-- Each entry of a timeline and each saga looked up and locked the order that its own transaction had just read or
-- written. kontor verify holds them against each other.
alter table ordering.timeline drop constraint timeline_order_id_fkey;
alter table ordering.saga drop constraint saga_id_fkey;
