-- Pictures that staff upload: alternative texts by language, and which files there are.

alter table catalog.product_image add column alt_texts jsonb not null default '{}'
  check (jsonb_typeof(alt_texts) = 'object');
create index product_image_path on catalog.product_image (path);

-- Each file of the media store, from before it is put to after it is removed; its thumbnails go with it.
create table catalog.media_file (
  path text primary key,
  width integer not null check (width > 0),
  height integer not null check (height > 0),
  unused_since timestamptz,
  removing boolean not null default false
);
create index media_file_unused on catalog.media_file (unused_since) where unused_since is not null;
