-- The primary key is as good backwards.
drop index payment.payment_newest;
