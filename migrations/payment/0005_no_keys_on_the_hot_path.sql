-- Each looked up, and locked, the payment that the same statement has just written; only payment_rows writes these. What
-- the ledger books for which payment, `kontor verify` holds against each other.
alter table payment.attempt drop constraint attempt_payment_id_fkey;
alter table payment.ledger drop constraint ledger_payment_id_fkey;
alter table payment.ledger drop constraint ledger_refund_id_fkey;
