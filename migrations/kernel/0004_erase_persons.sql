-- Erasing also reaches the key that a transaction under way is giving the person: inserting a row of the same subject
-- waits for that transaction, and the row is gone again with the key. False: there was none.

create or replace function kernel.erase_person_key(person bytea) returns boolean
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
declare
  erased_subject bytea;
  placeholder constant uuid := gen_random_uuid();
  erased uuid;
begin
  select sha256(chosen.salt || person) into erased_subject from kernel.person_salt chosen;
  insert into kernel.person_key (id, subject, wrapped_key, created_at)
  values (placeholder, erased_subject, '', kernel.now())
  on conflict (subject) do nothing;
  delete from kernel.person_key known where known.subject = erased_subject returning known.id into erased;
  return coalesce(erased <> placeholder, false);
end
$$;
