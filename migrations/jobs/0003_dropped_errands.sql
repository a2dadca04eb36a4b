-- An errand that was given up can be closed by a person: nobody performs it, and what it was about is forgotten. Its key
-- stays until it is trimmed as those that are done.
alter table jobs.errand drop constraint errand_state_check;
alter table jobs.errand add constraint errand_state_check check (state in ('waiting', 'done', 'failed', 'dropped'));

drop index jobs.errand_done;
create index errand_ended on jobs.errand (ended_at) where state in ('done', 'dropped');
create index errand_open on jobs.errand (state, id) where state in ('waiting', 'failed');
