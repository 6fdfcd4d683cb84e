-- Finds words inside words, and words that are nearly the same, without reading the whole table. A trusted extension: the
-- owner of the database may create it.
create extension if not exists pg_trgm;

create index product_by_search on product using gin (search gin_trgm_ops);
