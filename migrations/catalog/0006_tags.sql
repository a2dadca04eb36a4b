-- Tags are what products say they are; this is only what happened to them by name: how often one was renamed or took in
-- another. One that is not here has version 1.
create table catalog.tag (
  tag text primary key,
  version bigint not null
);

-- Renaming looks for a tag among all products, drafts and removed ones too.
drop index catalog.product_tags;
create index product_tags on catalog.product using gin (tags);
