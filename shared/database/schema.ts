/**
 * All tables, made when missing. It may run any number of times, also at the same moment: one block is one transaction,
 * and the lock lets one through at a time (`if not exists` alone fails when two make the same table).
 *
 * `task_search` holds what is searched and sorted in the form that `shared/search` gives it, and the task itself as it came:
 * `json`, since `jsonb` cannot hold every text that JSON can. Moments are microseconds since 1970. Text is compared by code
 * point, so that every database sorts the same. A task without a due date comes last in both orders, hence two indexes.
 */
export const schema = `do $tables$ begin
perform pg_advisory_xact_lock(7229156, 0);

create sequence if not exists task_search_change;

create table if not exists task_search (
  user_id text collate "C" not null,
  task_id text collate "C" not null,
  version bigint not null,
  change bigint not null,
  deleted boolean not null,
  status text not null,
  priority smallint not null,
  due_at bigint,
  created_at bigint not null,
  title text collate "C" not null,
  description text collate "C" not null,
  tags text[] not null,
  document tsvector not null,
  task json not null,
  primary key (user_id, task_id)
);
create index if not exists task_search_due_asc on task_search
  (user_id, status, coalesce(due_at, 9223372036854775807), task_id) where not deleted;
create index if not exists task_search_due_desc on task_search
  (user_id, status, coalesce(due_at, -9223372036854775807), task_id) where not deleted;
create index if not exists task_search_priority on task_search (user_id, status, priority, task_id) where not deleted;
create index if not exists task_search_created_at on task_search (user_id, status, created_at, task_id) where not deleted;
create index if not exists task_search_title on task_search (user_id, status, left(title, 200), task_id) where not deleted;
create index if not exists task_search_document on task_search using gin (document, tags) where not deleted;
create index if not exists task_search_changes on task_search (user_id, change);

create table if not exists audit (
  user_id text collate "C" not null,
  task_id text collate "C" not null,
  version bigint not null,
  type text not null,
  changed json not null,
  changed_by text not null,
  at text not null,
  task json not null,
  primary key (user_id, task_id, version)
);

create table if not exists dead_letters (
  topic text collate "C" not null,
  id text collate "C" not null,
  type text not null,
  user_id text not null,
  event json not null,
  reason text not null,
  at timestamptz not null default now(),
  number bigint generated always as identity,
  primary key (topic, id)
);
create index if not exists dead_letters_number on dead_letters (number);
end $tables$`
