-- Users are looked for by what their address begins with.
create index account_email_prefix on identity.account (email_key text_pattern_ops);
