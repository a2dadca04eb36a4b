-- Tickets for live streams are one-time tokens, too.

alter table identity.one_time_token drop constraint one_time_token_purpose_check;
alter table identity.one_time_token add constraint one_time_token_purpose_check
  check (purpose in ('verify_email', 'reset_password', 'first_administrator', 'stream_ticket'));
