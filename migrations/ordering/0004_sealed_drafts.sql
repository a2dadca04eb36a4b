-- What a draft holds of a person is sealed for them, so that erasing the person is enough. Drafts of before hold it in the
-- clear, which only the program could seal: they are removed.

alter table ordering.draft alter column contents drop not null;
alter table ordering.draft add column sealed text;
delete from ordering.draft;
